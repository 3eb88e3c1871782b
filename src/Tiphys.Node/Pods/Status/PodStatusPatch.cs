using Tiphys.Api.Documents;

namespace Tiphys.Node.Pods.Status;

/// <summary>Makes the strategic merge patch that turns the status sent last into the one wanted now.</summary>
internal static class PodStatusPatch
{
    /// <summary>Lists that the patch merges by a key, with the key: what is to go from them must be named.</summary>
    private static readonly (string List, string Key)[] Keyed = [("podIPs", "ip"), ("hostIPs", "ip")];

    public static DocObject Make(DocObject wanted, DocObject? sent)
    {
        var patch = wanted.Clone();
        if (sent is null)
            return patch;
        foreach (var (name, _) in sent)
        {
            if (!wanted.ContainsKey(name))
                patch[name] = DocNull.Instance;
        }

        foreach (var (list, key) in Keyed)
        {
            var kept = wanted.GetArray(list)?.Objects().Select(item => item.GetString(key)).ToHashSet() ?? [];
            foreach (var gone in sent.GetArray(list)?.Objects().Select(item => item.GetString(key)).Where(value => !kept.Contains(value)) ?? [])
                patch.GetArray(list)?.Add(new DocObject { { "$patch", "delete" }, { key, gone } });
        }

        return patch;
    }
}

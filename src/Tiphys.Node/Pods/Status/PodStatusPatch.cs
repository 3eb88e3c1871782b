using Tiphys.Api.Documents;

namespace Tiphys.Node.Pods.Status;

/// <summary>Makes the strategic merge patch that turns the status sent last into the one wanted now.</summary>
internal static class PodStatusPatch
{
    /// <summary>Lists that the patch merges by a key, with the key: what is to go from them must be named.</summary>
    private static readonly (string List, string Key)[] Keyed = [("podIPs", "ip"), ("hostIPs", "ip"), ("conditions", "type")];

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

        ClearConditionFields(patch, sent);
        return patch;
    }

    /// <summary>Conditions are merged field by field: a reason or message that no longer holds must be taken out by name.</summary>
    private static void ClearConditionFields(DocObject patch, DocObject sent)
    {
        foreach (var condition in patch.GetArray("conditions")?.Objects() ?? [])
        {
            var former = sent.GetArray("conditions")?.Objects().FirstOrDefault(candidate => candidate.GetString("type") == condition.GetString("type"));
            foreach (var name in (string[])["reason", "message", "lastProbeTime"])
            {
                if (former?.ContainsKey(name) == true && !condition.ContainsKey(name))
                    condition[name] = DocNull.Instance;
            }
        }
    }
}

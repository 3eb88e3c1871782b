using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Registry;

/// <summary>Tells writes that change nothing from others: a managedFields entry whose time alone is newer is no change.</summary>
internal static class ManagedFieldsNoise
{
    public static bool IsUnchanged(DocObject document, DocObject old) =>
        document.Count == old.Count && SameMembers(document, old, "metadata") && SameMetadata(ObjectMeta.Of(document), ObjectMeta.Of(old));

    private static bool SameMetadata(DocObject metadata, DocObject old)
    {
        if (metadata.Count != old.Count || !SameMembers(metadata, old, "managedFields"))
            return false;
        var (entries, before) = (metadata.GetArray("managedFields"), old.GetArray("managedFields"));
        if (entries is null || before is null)
            return entries is null && before is null;
        if (entries.Count != before.Count)
            return false;
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] is not DocObject entry || before[i] is not DocObject other || entry.Count != other.Count || !SameMembers(entry, other, "time"))
                return false;
        }

        return true;
    }

    /// <summary>All members but one are alike.</summary>
    private static bool SameMembers(DocObject left, DocObject right, string but)
    {
        foreach (var (name, value) in left)
        {
            if (name != but && !value.DeepEquals(right[name]))
                return false;
        }

        return true;
    }
}

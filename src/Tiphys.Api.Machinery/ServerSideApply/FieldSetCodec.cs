using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>Field sets in the form of fieldsV1. Writing is deterministic.</summary>
internal static class FieldSetCodec
{
    public static DocObject Write(FieldSet set)
    {
        var node = new DocObject();
        foreach (var (step, child) in set.Children)
        {
            var inner = Write(child);
            if (child.IsMember && inner.Count > 0)
                inner = WithSelf(inner);
            node.Set(step, inner);
        }

        return node;
    }

    /// <summary>Reads fieldsV1; steps of an unknown kind are passed over.</summary>
    public static FieldSet Read(DocObject node)
    {
        var set = new FieldSet();
        ReadInto(set, node);
        return set;
    }

    /// <summary>True if an encoded set and another have a path in common; without decoding the encoded one.</summary>
    public static bool Overlaps(DocObject encoded, FieldSet set)
    {
        foreach (var (step, child) in set.Children)
        {
            if (encoded.GetObject(step) is not { } inner)
                continue;
            if (child.IsMember && (inner.Count == 0 || inner.ContainsKey(".")))
                return true;
            if (Overlaps(inner, child))
                return true;
        }

        return false;
    }

    private static void ReadInto(FieldSet set, DocObject node)
    {
        foreach (var (step, value) in node)
        {
            if (step.Length < 2 || step[1] != ':' || "fkvi".IndexOf(step[0]) < 0 || value is not DocObject inner)
                continue;
            var child = set.GetOrAdd(step);
            ReadInto(child, inner);
            child.IsMember = inner.Count == 0 || inner.ContainsKey(".");
        }
    }

    private static DocObject WithSelf(DocObject inner)
    {
        var node = new DocObject { { ".", new DocObject() } };
        foreach (var (step, value) in inner)
            node.Set(step, value);
        return node;
    }
}

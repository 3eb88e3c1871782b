using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Patches;

/// <summary>JSON merge patch, RFC 7386: null removes, objects merge, everything else replaces.</summary>
public static class JsonMergePatch
{
    /// <summary>The patched document; both inputs are left as they are and share their unchanged parts with the result's scalars only.</summary>
    public static DocObject Apply(DocObject document, DocObject patch)
    {
        var result = document.Clone();
        MergeInto(result, patch);
        return result;
    }

    private static void MergeInto(DocObject target, DocObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case DocNull:
                    target.Remove(name);
                    break;
                case DocObject inner:
                    MergeInto(target.GetOrAddObject(name), inner);
                    break;
                default:
                    target.Set(name, value.DeepClone());
                    break;
            }
        }
    }
}

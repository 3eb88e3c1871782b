using Tiphys.Api.Documents;
using Tiphys.Api.Errors;

namespace Tiphys.Api.Machinery.Patches;

/// <summary>The members of a strategic merge patch that say how to merge instead of what.</summary>
internal static class StrategicDirectives
{
    public const string Patch = "$patch";
    public const string RetainKeys = "$retainKeys";
    public const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList/";
    public const string SetElementOrder = "$setElementOrder/";

    public static bool IsDirective(string name) => name is Patch or RetainKeys
        || name.StartsWith(DeleteFromPrimitiveList, StringComparison.Ordinal)
        || name.StartsWith(SetElementOrder, StringComparison.Ordinal);

    /// <summary>
    /// What a patch value means where the document has nothing to merge it with: directives and nulls fall away; null if the value
    /// itself asks for deletion.
    /// </summary>
    public static DocNode? Plain(DocNode value)
    {
        switch (value)
        {
            case DocObject inner:
                if (inner.GetString(Patch) == "delete")
                    return null;
                var made = new DocObject();
                foreach (var (name, member) in inner)
                {
                    if (!IsDirective(name) && member is not DocNull && Plain(member) is { } kept)
                        made.Set(name, kept);
                }

                return made;
            case DocArray array:
                return new DocArray(array.Select(Plain).OfType<DocNode>());
            default:
                return value;
        }
    }

    public static ApiException UnknownPatchType(DocNode type) => Malformed($"unknown patch type: {type} in a strategic merge patch");

    /// <summary>The server's own fault in upstream's eyes, without a reason: lists and directives that cannot be merged.</summary>
    public static ApiException Malformed(string message) => new(500, "", message);
}

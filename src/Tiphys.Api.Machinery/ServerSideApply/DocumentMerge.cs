using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>Lays an applied configuration over the live object. Neither is changed; the result shares parts of both.</summary>
internal static class DocumentMerge
{
    public static DocObject Merge(Schema? schema, DocObject live, DocObject applied)
    {
        var result = new DocObject();
        foreach (var (name, value) in live)
            result.Set(name, MergeValue(ApplySchema.Under(schema, name), value, applied[name]));
        foreach (var (name, value) in applied)
        {
            if (!live.ContainsKey(name))
                result.Set(name, value);
        }

        return result;
    }

    public static DocNode MergeValue(Schema? schema, DocNode live, DocNode? applied)
    {
        // Null says nothing about the fields or elements below it: only what the manager had applied before goes.
        if (applied is null || (applied is DocNull && schema is not null && IsFollowed(schema, live)))
            return live;
        if (live is DocObject && applied is DocObject && ApplySchema.AreFollowedObjects(schema, live, applied))
            return Merge(schema, (DocObject)live, (DocObject)applied);
        if (live is DocArray && applied is DocArray && ApplySchema.AreFollowedLists(schema, live, applied))
            return new ListMerge(schema!, (DocArray)live, (DocArray)applied).Run();
        return applied;
    }

    private static bool IsFollowed(Schema schema, DocNode live) =>
        (live is DocObject && ApplySchema.HasOwnedFields(schema)) || (live is DocArray && ApplySchema.HasOwnedElements(schema));
}

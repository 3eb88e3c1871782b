using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>Takes fields out of a document. The input is left as it is; untouched parts are shared.</summary>
internal static class FieldRemoval
{
    public static DocObject Remove(Schema? schema, DocObject document, FieldSet gone) => gone.IsEmpty ? document : RemoveFrom(schema, document, gone);

    private static DocObject RemoveFrom(Schema? schema, DocObject document, FieldSet gone)
    {
        var result = new DocObject();
        foreach (var (name, value) in document)
        {
            var child = gone.Child(PathStep.Field(name));
            if (child is not { IsMember: true })
                result.Set(name, child is null ? value : RemoveBelow(ApplySchema.Under(schema, name), value, child));
        }

        return result;
    }

    private static DocNode RemoveBelow(Schema? schema, DocNode value, FieldSet gone)
    {
        if (value is DocObject fields && ApplySchema.HasOwnedFields(schema))
            return RemoveFrom(schema, fields, gone);
        if (value is not DocArray elements || schema is null || !ApplySchema.HasOwnedElements(schema))
            return value;
        var kept = new DocArray();
        foreach (var element in elements)
        {
            var child = PathStep.Element(schema, element) is { } step ? gone.Child(step) : null;
            if (child is not { IsMember: true })
                kept.Add(child is null ? element : RemoveBelow(schema.Items, element, child));
        }

        return kept;
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Nulls in custom resources: in a field that may not be null, one counts as the field's absence. Elements of lists stay as they are.</summary>
internal static class NullFields
{
    /// <summary>Takes such fields out, in place. Called after defaulting, which fills those that have a default.</summary>
    public static void Drop(Schema schema, DocObject document)
    {
        List<string>? dropped = null;
        foreach (var (name, value) in document)
        {
            var field = schema.TryGetField(name, out var declared) ? declared.Schema : schema.Items;
            if (field is null)
                continue;
            if (value is DocNull && !field.Nullable)
                (dropped ??= []).Add(name);
            else
                Below(field, value);
        }

        foreach (var name in dropped ?? [])
            document.Remove(name);
    }

    private static void Below(Schema schema, DocNode value)
    {
        if (value is DocObject inner)
            Drop(schema, inner);
        else if (value is DocArray array && schema.Items is { } items)
        {
            foreach (var element in array)
                Below(items, element);
        }
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults that stand in the schema: those of structural schemas, and the static ones of built-in kinds.</summary>
public static class SchemaDefaults
{
    /// <summary>
    /// Fills missing fields below an object from their <see cref="Schema.Default"/>, in place. As apiextensions has it, a null in a
    /// field that is not nullable and has a default counts as missing.
    /// </summary>
    public static void Apply(Schema schema, DocObject document)
    {
        foreach (var field in DefaultedFields.Of(schema))
        {
            var value = document[field.Name];
            if (value is null || (value is DocNull && !field.Schema.Nullable))
                document.Set(field.Name, field.Schema.Default!.DeepClone());
        }

        foreach (var (name, value) in document)
        {
            if (value is not (DocObject or DocArray))
                continue;
            if (schema.TryGetField(name, out var field))
                ApplyValue(field.Schema, value);
            else if (schema.Items is { } items)
                ApplyValue(items, value);
        }
    }

    private static void ApplyValue(Schema schema, DocNode value)
    {
        switch (value)
        {
            case DocObject inner:
                Apply(schema, inner);
                break;
            case DocArray array when schema.Items is { } items:
                for (var i = 0; i < array.Count; i++)
                {
                    if (array[i] is DocNull && items is { Default: { } missing, Nullable: false })
                        array[i] = missing.DeepClone();
                    ApplyValue(items, array[i]);
                }

                break;
        }
    }
}

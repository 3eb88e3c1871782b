using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Strictness;

/// <summary>
/// What objects of built-in kinds carry where nothing was said. Go writes structs, and fields that are not marked to be left out, even if
/// they are empty; clients and managedFields show it.
/// </summary>
public static class ZeroValues
{
    /// <summary>Adds what is missing of the fields that are always written, here and below, in place.</summary>
    /// <param name="schema">The schema of a built-in kind or of a part of one.</param>
    public static void Complete(Schema schema, DocNode value)
    {
        switch (value)
        {
            case DocObject document when schema.Type == SchemaType.Object:
                CompleteFields(schema, document);
                break;
            case DocObject map when schema is { Type: SchemaType.Map, Items: { } items }:
                foreach (var (_, inner) in map)
                    Complete(items, inner);
                break;
            case DocArray array when schema.Items is { } items:
                foreach (var inner in array)
                    Complete(items, inner);
                break;
        }
    }

    /// <summary>Adds what is missing of an object itself, and all that is in what was added.</summary>
    internal static void AddMissing(Schema schema, DocObject document)
    {
        foreach (var field in schema.AlwaysWritten)
        {
            if (!document.ContainsKey(field.Name))
                document.Set(field.Name, Of(field));
        }
    }

    /// <summary>The value of a field that is always written and has none.</summary>
    internal static DocNode Of(SchemaField field)
    {
        if (field.DistinguishesZero)
            return DocNull.Instance;
        switch (field.Schema.Type)
        {
            case SchemaType.Object when !field.Schema.PreserveUnknownFields:
                var part = new DocObject();
                AddMissing(field.Schema, part);
                return part;
            case SchemaType.String when field.Schema.Format is not ("date-time" or "byte"):
                return "";
            case SchemaType.Boolean:
                return DocBool.False;
            case SchemaType.Integer or SchemaType.Number or SchemaType.IntOrString:
                return 0;
            case SchemaType.Quantity:
                return "0";
            default:
                return DocNull.Instance;
        }
    }

    /// <summary>True if Go leaves the value out: 0, false or an empty text, list or map of a field that may be left out.</summary>
    internal static bool IsLeftOut(SchemaField field, DocNode value)
    {
        if (field.AlwaysWritten)
            return false;
        return value switch
        {
            // An empty list of managers asks for the entries to be dropped.
            DocArray { Count: 0 } => field.Schema.Items?.Name != "io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry",
            DocObject { Count: 0 } => field.Schema.Type == SchemaType.Map,
            DocString { IsEmpty: true } => !field.DistinguishesZero && field.Schema.Type == SchemaType.String,
            DocBool flag => !flag.Value && !field.DistinguishesZero && field.Schema.Type == SchemaType.Boolean,
            DocNumber number => !field.DistinguishesZero && field.Schema.Type is (SchemaType.Integer or SchemaType.Number) && number.TryGetInt64(out var whole) && whole == 0,
            _ => false,
        };
    }

    private static void CompleteFields(Schema schema, DocObject document)
    {
        AddMissing(schema, document);
        foreach (var (name, inner) in document)
        {
            if (inner is DocObject or DocArray && schema.TryGetField(name, out var field))
                Complete(field.Schema, inner);
        }
    }
}

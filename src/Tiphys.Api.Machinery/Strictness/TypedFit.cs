using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Strictness;

/// <summary>Fits documents of built-in kinds; the errors read as those of upstream's decoder.</summary>
internal sealed class TypedFit(StrictComplaints complaints)
{
    /// <summary>The Go name of a schema's type, <c>PodSpec</c>.</summary>
    public static string StructName(Schema schema) => schema.Name is { } name ? name[(name.LastIndexOf('.') + 1)..] : "";

    /// <param name="goPath">The path as the decoder's messages have it: without positions.</param>
    public void FitObject(Schema schema, DocObject document, FieldPath path, string goPath, string structName)
    {
        List<string>? gone = null;
        List<(string Name, DocNode Value)>? changed = null;
        foreach (var (name, value) in document)
        {
            if (!schema.TryGetField(name, out var field) && !schema.PreserveUnknownFields)
            {
                complaints.AddUnknown(path.Child(name).ToString());
                (gone ??= []).Add(name);
                continue;
            }

            if (field is null)
                continue;
            var fitted = FitValue(field.Schema, value, path.Child(name), $"{goPath}{name}", structName);
            if (fitted is null || (!field.Required && IsEmptyCollection(fitted, field.Schema)))
                (gone ??= []).Add(name);
            else if (!ReferenceEquals(fitted, value))
                (changed ??= []).Add((name, fitted));
        }

        foreach (var name in gone ?? [])
            document.Remove(name);
        foreach (var (name, value) in changed ?? [])
            document.Set(name, value);
    }

    private static bool IsEmptyCollection(DocNode value, Schema schema) =>
        value is DocArray { Count: 0 } || (value is DocObject { Count: 0 } && schema.Type == SchemaType.Map);

    /// <summary>The fitted value, mostly the same one; null if it is an explicit null.</summary>
    private DocNode? FitValue(Schema schema, DocNode value, FieldPath path, string goPath, string structName)
    {
        if (schema.Type == SchemaType.Any)
            return value is DocNull && !schema.Nullable ? null : value;
        if (value is DocNull)
            return null;
        switch (schema.Type)
        {
            case SchemaType.Object:
                var inner = value as DocObject ?? throw Mismatch(value, schema, goPath, structName);
                FitObject(schema, inner, path, $"{goPath}.", StructName(schema) is { Length: > 0 } own ? own : structName);
                return inner;
            case SchemaType.Map:
                FitMap(schema, value as DocObject ?? throw Mismatch(value, schema, goPath, structName), path, goPath, structName);
                return value;
            case SchemaType.Array:
                FitArray(schema, value as DocArray ?? throw Mismatch(value, schema, goPath, structName), path, goPath, structName);
                return value;
            default:
                return ScalarFit.Fit(schema, value) ?? throw Mismatch(value, schema, goPath, structName);
        }
    }

    private void FitMap(Schema schema, DocObject map, FieldPath path, string goPath, string structName)
    {
        if (schema.Items is not { } items)
            return;
        List<(string Name, DocNode Value)>? changed = null;
        foreach (var (name, value) in map)
        {
            var fitted = FitValue(items, value, path.Child(name), goPath, structName) ?? Zero(items);
            if (!ReferenceEquals(fitted, value))
                (changed ??= []).Add((name, fitted));
        }

        foreach (var (name, value) in changed ?? [])
            map.Set(name, value);
    }

    private void FitArray(Schema schema, DocArray array, FieldPath path, string goPath, string structName)
    {
        if (schema.Items is not { } items)
            return;
        for (var i = 0; i < array.Count; i++)
        {
            var fitted = FitValue(items, array[i], path.Index(i), goPath, structName) ?? Zero(items);
            if (!ReferenceEquals(fitted, array[i]))
                array[i] = fitted;
        }
    }

    // What a null element becomes in a typed list or map.
    private static DocNode Zero(Schema schema) => schema.Type switch
    {
        SchemaType.Object or SchemaType.Map => new DocObject(),
        SchemaType.Array => new DocArray(),
        SchemaType.Boolean => DocBool.False,
        SchemaType.Integer or SchemaType.Number or SchemaType.IntOrString => 0,
        SchemaType.Quantity => "0",
        SchemaType.String => "",
        _ => DocNull.Instance,
    };

    private static FormatException Mismatch(DocNode value, Schema schema, string goPath, string structName)
    {
        var found = value switch
        {
            DocObject => "object",
            DocArray => "array",
            DocString => "string",
            DocBool => "bool",
            DocNumber when schema.Type == SchemaType.Integer => $"number {value}",
            _ => "number",
        };
        var target = structName.Length > 0 && goPath.Length > 0 ? $"Go struct field {structName}.{goPath}" : "Go value";
        return new($"json: cannot unmarshal {found} into {target} of type {GoType(schema)}");
    }

    private static string GoType(Schema schema) => schema.Type switch
    {
        SchemaType.Integer => schema.Format == "int32" ? "int32" : "int64",
        SchemaType.Number => "float64",
        SchemaType.Boolean => "bool",
        SchemaType.Array when schema.Items is { } items => $"[]{GoType(items)}",
        SchemaType.String when schema.Format == "byte" => "[]uint8",
        SchemaType.Map when schema.Items is { } items => $"map[string]{GoType(items)}",
        SchemaType.Object when schema.Name is { } name && name.Split('.') is [.., var version, var type] => $"{version}.{type}",
        SchemaType.IntOrString => "intstr.IntOrString",
        SchemaType.Quantity => "resource.Quantity",
        _ => "string",
    };
}

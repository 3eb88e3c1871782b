using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Strictness;

/// <summary>Fits documents of built-in kinds; the errors read as those of upstream's decoder.</summary>
/// <param name="root">Where the document stands, if it is part of another.</param>
internal sealed class TypedFit(StrictComplaints complaints, FieldPath? root = null)
{
    // Stands for the position of a key of a map, which is no step of the decoder's own paths.
    private const int MapKey = -1;

    // Its maps of quantities are no lists of resources, which are kept in thousandths.
    private const string DevicesGroup = "io.k8s.api.resource.";

    // Where the walk is: names, and positions for elements. Written out only when something is wrong.
    private readonly List<(string? Name, int Index)> _path = [];

    // Of the whole document.
    private Schema? _schema;

    /// <summary>The Go name of a schema's type, <c>PodSpec</c>.</summary>
    public static string StructName(Schema schema) => schema.Name is { } name ? name[(name.LastIndexOf('.') + 1)..] : "";

    public void FitObject(Schema schema, DocObject document)
    {
        _schema ??= schema;
        List<string>? gone = null;
        List<(string Name, DocNode Value)>? changed = null;
        foreach (var (name, value) in document)
        {
            if (!schema.TryGetField(name, out var field))
            {
                if (schema.PreserveUnknownFields)
                    continue;
                complaints.AddUnknown(Path().Child(name).ToString());
                (gone ??= []).Add(name);
                continue;
            }

            _path.Add((name, 0));
            var fitted = FitValue(field.Schema, value, schema);
            _path.RemoveAt(_path.Count - 1);
            if (fitted is null && field.AlwaysWritten)
                (changed ??= []).Add((name, ZeroValues.Of(field)));
            else if (fitted is null || ZeroValues.IsLeftOut(field, fitted))
                (gone ??= []).Add(name);
            else if (!ReferenceEquals(fitted, value))
                (changed ??= []).Add((name, fitted));
        }

        foreach (var name in gone ?? [])
            document.Remove(name);
        foreach (var (name, value) in changed ?? [])
            document.Set(name, value);
        ZeroValues.AddMissing(schema, document);
    }

    private FieldPath Path()
    {
        var path = root ?? FieldPath.Root;
        foreach (var (name, index) in _path)
            path = name is null ? path.Index(index) : path.Child(name);
        return path;
    }

    /// <summary>The fitted value, mostly the same one; null if it is an explicit null.</summary>
    /// <param name="owner">The type the value is a field of, for messages.</param>
    private DocNode? FitValue(Schema schema, DocNode value, Schema owner)
    {
        if (schema.Type == SchemaType.Any)
            return value is DocNull && !schema.Nullable ? null : FitInnerSchema(value, owner);
        if (value is DocNull)
            return null;
        switch (schema.Type)
        {
            case SchemaType.Object:
                FitObject(schema, value as DocObject ?? throw Mismatch(value, schema, owner));
                return value;
            case SchemaType.Map:
                FitMap(schema, value as DocObject ?? throw Mismatch(value, schema, owner), owner);
                return value;
            case SchemaType.Array:
                FitArray(schema, value as DocArray ?? throw Mismatch(value, schema, owner), owner);
                return value;
            default:
                return ScalarFit.Fit(schema, value) ?? throw Mismatch(value, schema, owner);
        }
    }

    // In a definition's schema, a field may hold another schema, a list of them or a boolean.
    private DocNode? FitInnerSchema(DocNode value, Schema owner)
    {
        if (owner.Name?.EndsWith(".JSONSchemaProps", StringComparison.Ordinal) != true)
            return value;
        switch (_path[^1].Name)
        {
            case "items" or "additionalProperties" or "additionalItems" when value is DocObject inner:
                FitObject(owner, inner);
                break;
            case "items" when value is DocArray several:
                FitArray(new Schema { Type = SchemaType.Array, Items = owner }, several, owner);
                break;
            case "items":
                return null;
            case "additionalProperties" or "additionalItems" when value is not (DocBool or DocNull):
                throw new FormatException("boolean or JSON schema expected");
        }

        return value;
    }

    private void FitMap(Schema schema, DocObject map, Schema owner)
    {
        if (schema.Items is not { } items)
            return;
        List<(string Name, DocNode Value)>? changed = null;
        foreach (var (name, value) in map)
        {
            _path.Add((name, MapKey));
            var fitted = FitValue(items, value, owner) ?? Zero(items);
            _path.RemoveAt(_path.Count - 1);
            if (items.Type == SchemaType.Quantity && owner.Name?.StartsWith(DevicesGroup, StringComparison.Ordinal) != true)
                fitted = ScalarFit.RoundUpToMilli(fitted);
            if (!ReferenceEquals(fitted, value))
                (changed ??= []).Add((name, fitted));
        }

        foreach (var (name, value) in changed ?? [])
            map.Set(name, value);
    }

    private void FitArray(Schema schema, DocArray array, Schema owner)
    {
        if (schema.Items is not { } items)
            return;
        for (var i = 0; i < array.Count; i++)
        {
            _path.Add((null, i));
            var fitted = FitValue(items, array[i], owner) ?? Zero(items);
            _path.RemoveAt(_path.Count - 1);
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

    private FormatException Mismatch(DocNode value, Schema schema, Schema owner)
    {
        var found = value switch
        {
            DocObject => "object",
            DocArray => "array",
            DocString => "string",
            DocBool => "bool",
            DocNumber when schema.Type is SchemaType.Integer or SchemaType.IntOrString => $"number {value}",
            _ => "number",
        };
        var names = Names();
        var target = $"Go struct field {StructName(owner)}.{string.Join('.', root is null ? names : names.Prepend(root.ToString()))}";
        return new($"json: cannot unmarshal {found} into {target} of type {GoType(schema)}");
    }

    // The decoder names the types that are parts of others on the way to their fields.
    private IEnumerable<string> Names()
    {
        var at = _schema;
        foreach (var (name, index) in _path)
        {
            if (name is null || index == MapKey)
            {
                at = at?.Items;
                continue;
            }

            foreach (var part in at is null ? [] : EmbeddedTypes.Around(StructName(at), name))
                yield return part;
            yield return name;
            at = at is not null && at.TryGetField(name, out var field) ? field.Schema : null;
        }
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
        SchemaType.IntOrString => "int32",
        SchemaType.Quantity => "resource.Quantity",
        _ => "string",
    };
}

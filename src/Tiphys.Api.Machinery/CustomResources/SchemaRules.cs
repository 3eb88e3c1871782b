using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation;
using Tiphys.Api.Machinery.Validation.Metadata;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>
/// Validates custom resources by their structural schema: types, value validations, list uniqueness, embedded objects. On an update,
/// what did not change is not judged again (ratcheting).
/// </summary>
public static class SchemaRules
{
    /// <param name="old">The stored document of an update; null on create.</param>
    public static void Validate(Schema schema, DocObject document, DocObject? old, FieldErrors errors) =>
        ValidateObject(schema, document, old, FieldPath.Root, isResource: true, errors);

    /// <summary>Judges a value on its own; errors on the value itself name no field.</summary>
    internal static void ValidateDefault(Schema schema, DocNode value, FieldErrors errors) => ValidateValue(schema, value, null, FieldPath.Root, errors);

    private static void ValidateObject(Schema schema, DocObject document, DocObject? old, FieldPath path, bool isResource, FieldErrors errors)
    {
        foreach (var (name, value) in document)
        {
            if (isResource && name is "apiVersion" or "kind")
                continue;
            if (schema.TryGetField(name, out var field))
                ValidateValue(field.Schema, value, old?[name], path.Child(name), errors);
            else if (schema.Items is { } items)
                ValidateValue(items, value, old?[name], path.Child(name), errors);
        }
    }

    private static void ValidateValue(Schema schema, DocNode value, DocNode? old, FieldPath path, FieldErrors errors)
    {
        if (value is DocNull && schema.Nullable)
            return;
        if (old is not null && value.DeepEquals(old))
            return;
        if (!HasType(schema, value))
        {
            errors.TypeInvalid(path, TypeName(value), $"{path} in body must be of type {TypeName(schema)}: \"{TypeName(value)}\"");
            // An enumeration speaks about values of any type.
            ValueRules.ValidateEnum(schema.Validations, value, path, errors);
            return;
        }

        if (schema.Validations is { } validations)
            ValueRules.Validate(validations, value, path, errors);
        switch (value)
        {
            case DocObject inner:
                if (schema.EmbeddedResource)
                    ValidateEmbedded(inner, path, errors);
                ValidateObject(schema, inner, old as DocObject, path, schema.EmbeddedResource, errors);
                break;
            case DocArray list:
                ValidateList(schema, list, old as DocArray, path, errors);
                break;
        }
    }

    private static void ValidateList(Schema schema, DocArray list, DocArray? old, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<string>();
        var before = schema.ListKind == ListKind.Map && old is not null
            ? old.Where(item => item is DocObject).ToLookup(item => KeyOf(schema, item).ToString(), item => item)
            : null;
        for (var i = 0; i < list.Count; i++)
        {
            var key = schema.ListKind == ListKind.Atomic ? null : KeyOf(schema, list[i]);
            if (key is not null && !seen.Add(key.ToString()))
                errors.Duplicate(path.Index(i), key);
            if (schema.Items is { } items)
                ValidateValue(items, list[i], before is null ? null : before[key!.ToString()].FirstOrDefault(), path.Index(i), errors);
        }
    }

    private static DocNode KeyOf(Schema schema, DocNode element)
    {
        if (schema.ListKind == ListKind.Set || element is not DocObject fields)
            return element;
        var key = new DocObject();
        foreach (var name in schema.ListMapKeys)
            key[name] = fields[name] ?? (schema.Items is not null && schema.Items.TryGetField(name, out var field) ? field.Schema.Default : null);
        return key;
    }

    private static void ValidateEmbedded(DocObject embedded, FieldPath path, FieldErrors errors)
    {
        foreach (var name in (string[])["apiVersion", "kind"])
        {
            if (embedded[name] is not DocString given)
                errors.Required(path.Child(name));
            else if (given.IsEmpty)
                errors.Invalid(path.Child(name), given, "must not be empty");
            else if (name == "apiVersion" && given.Value.Count(c => c == '/') > 1)
                errors.Invalid(path.Child(name), given, $"unexpected GroupVersion string: {given.Value}");
            else if (name == "kind")
                errors.InvalidIf(NameFormats.Label1035(given.Value.ToLowerInvariant()), path.Child(name), given);
        }

        if (embedded.GetObject("metadata") is not { } metadata)
            return;
        MetadataRules.ValidateLabels(metadata.GetObject("labels"), path.Child("metadata", "labels"), errors);
        MetadataRules.ValidateAnnotations(metadata.GetObject("annotations"), path.Child("metadata", "annotations"), errors);
    }

    private static bool HasType(Schema schema, DocNode value) => schema.Type switch
    {
        SchemaType.Object or SchemaType.Map => value is DocObject,
        SchemaType.Array => value is DocArray,
        SchemaType.String => value is DocString,
        SchemaType.Boolean => value is DocBool,
        SchemaType.Integer => value is DocNumber number && IsWhole(number),
        SchemaType.Number => value is DocNumber,
        SchemaType.IntOrString or SchemaType.Quantity => value is DocString || (value is DocNumber number && IsWhole(number)),
        _ => true,
    };

    private static bool IsWhole(DocNumber number) => number.IsInteger || Math.Floor(number.AsDouble()) == number.AsDouble();

    private static string TypeName(Schema schema) => schema.Type switch
    {
        SchemaType.Map => "object",
        SchemaType.IntOrString => "integer,string",
        var type => type.ToString().ToLowerInvariant(),
    };

    private static string TypeName(DocNode value) => value switch
    {
        DocObject => "object",
        DocArray => "array",
        DocString => "string",
        DocBool => "boolean",
        DocNumber number => number.IsInteger ? "integer" : "number",
        _ => "null",
    };
}

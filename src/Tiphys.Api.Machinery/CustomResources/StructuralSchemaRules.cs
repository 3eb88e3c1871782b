using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.RegularExpressions;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>
/// Whether the schema of a definition is structural: a type everywhere, no keywords that other tools read differently, junctors that
/// only restrict, extensions that fit their node, defaults that are valid.
/// </summary>
public static class StructuralSchemaRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private static readonly string[] Junctors = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] NotInJunctors = ["description", "type", "default", "additionalProperties", "nullable"];

    /// <summary>Judges a root schema, <c>spec.versions[i].schema.openAPIV3Schema</c>.</summary>
    public static void Validate(DocObject schema, FieldPath path, FieldErrors errors)
    {
        if (schema.Text("type") != "object")
        {
            if (schema.IsSet("type"))
                errors.Invalid(path.Child("type"), schema["type"], "must be object at the root");
            else
                errors.Required(path.Child("type"), "must not be empty at the root");
        }

        ValidateNode(schema, path, isRoot: true, errors);
    }

    private static void ValidateNode(DocObject node, FieldPath path, bool isRoot, FieldErrors errors)
    {
        ValidateType(node, path, isRoot, errors);
        ValidateForbidden(node, path, errors);
        ListTypeRules.Validate(node, path, errors);
        ValidateDefault(node, path, isRoot, errors);
        if (node.GetString("pattern") is { } pattern && !LinearRegex.TryGet(pattern, out _, out var error))
            errors.Invalid(path.Child("pattern"), pattern, $"must be a valid regular expression, but isn't: {error}");
        if (node.GetObject("properties") is { Count: > 0 } && node.GetObject("additionalProperties") is not null)
            errors.Forbidden(path.Child("additionalProperties"), "additionalProperties and properties are mutual exclusive");
        if (node["additionalProperties"] is DocBool { Value: false })
            errors.Forbidden(path.Child("additionalProperties"), "additionalProperties cannot be set to false");
        foreach (var (name, value) in node.GetObject("properties") ?? [])
        {
            if (value is DocObject property && !(isRoot && name == "metadata" && property.Count <= 1))
                ValidateNode(property, path.Child("properties").Key(name), isRoot: false, errors);
        }

        if (node.GetObject("items") is { } items)
            ValidateNode(items, path.Child("items"), isRoot: false, errors);
        else if (node.Text("type") == "array")
            errors.Required(path.Child("items"), "must be specified");
        if (node.GetObject("additionalProperties") is { } additional)
            ValidateNode(additional, path.Child("additionalProperties"), isRoot: false, errors);
        foreach (var junctor in Junctors)
        {
            foreach (var (branch, at) in node.Items(junctor, path))
                ValidateBranch(branch, node, at, errors);
        }

        if (node.GetObject("not") is { } not)
            ValidateBranch(not, node, path.Child("not"), errors);
    }

    private static void ValidateType(DocObject node, FieldPath path, bool isRoot, FieldErrors errors)
    {
        var intOrString = node.GetBool("x-kubernetes-int-or-string") == true;
        if (node.IsSet("type"))
        {
            if (!Types.Contains(node.Text("type")))
                errors.NotSupported(path.Child("type"), node["type"], Types);
        }
        else if (!isRoot && !intOrString && node.GetBool("x-kubernetes-preserve-unknown-fields") != true)
        {
            errors.Required(path.Child("type"), "must not be empty for specified object fields");
        }

        if (node.GetBool("x-kubernetes-embedded-resource") == true)
        {
            if (node.Text("type") != "object")
                errors.Invalid(path.Child("type"), node["type"], "must be object if x-kubernetes-embedded-resource is true");
            if (node.GetBool("x-kubernetes-preserve-unknown-fields") != true && node.GetObject("properties") is not { Count: > 0 })
                errors.Required(path.Child("properties"), "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
        }

        if (node["x-kubernetes-preserve-unknown-fields"] is DocBool { Value: false })
            errors.Invalid(path.Child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined");
        if (node.IsSet("x-kubernetes-map-type") && node.Text("x-kubernetes-map-type") is not ("atomic" or "granular"))
            errors.NotSupported(path.Child("x-kubernetes-map-type"), node["x-kubernetes-map-type"], "atomic", "granular");
    }

    private static void ValidateForbidden(DocObject node, FieldPath path, FieldErrors errors)
    {
        foreach (var name in (string[])["definitions", "dependencies", "$ref", "patternProperties", "additionalItems", "id"])
        {
            if (node.ContainsKey(name))
                errors.Forbidden(path.Child(name), $"{name} is not supported");
        }

        if (node.GetBool("uniqueItems") == true)
            errors.Forbidden(path.Child("uniqueItems"), "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }

    private static void ValidateDefault(DocObject node, FieldPath path, bool isRoot, FieldErrors errors)
    {
        if (node["default"] is not { } value)
            return;
        if (isRoot)
        {
            errors.Forbidden(path.Child("default"), "must not be set at the root");
            return;
        }

        var found = new FieldErrors();
        var wrapper = new DocObject { { "type", "object" }, { "properties", new DocObject { { "default", node } } } };
        SchemaRules.Validate(StructuralSchemaReader.Read(wrapper), new DocObject { { "default", value } }, null, found);
        foreach (var cause in found.Causes)
            errors.Add(cause with { Field = $"{path}.{cause.Field}" });
    }

    // Branches restrict what the node itself has declared: they bring no types, defaults or documentation.
    private static void ValidateBranch(DocObject branch, DocObject owner, FieldPath path, FieldErrors errors)
    {
        foreach (var name in NotInJunctors.Where(branch.ContainsKey))
        {
            var allowed = name == "type" && owner.GetBool("x-kubernetes-int-or-string") == true;
            if (!allowed)
                errors.Forbidden(path.Child(name), "must be empty to be structural");
        }

        foreach (var (name, value) in branch.GetObject("properties") ?? [])
        {
            var at = path.Child("properties").Key(name);
            if (owner.GetObject("properties")?.GetObject(name) is not { } declared)
                errors.Required(at, "must be declared outside of the junctor too");
            else if (value is DocObject rules)
                ValidateBranch(rules, declared, at, errors);
        }

        if (branch.GetObject("items") is { } items && owner.GetObject("items") is { } declaredItems)
            ValidateBranch(items, declaredItems, path.Child("items"), errors);
        foreach (var junctor in Junctors)
        {
            foreach (var (inner, at) in branch.Items(junctor, path))
                ValidateBranch(inner, owner, at, errors);
        }
    }
}

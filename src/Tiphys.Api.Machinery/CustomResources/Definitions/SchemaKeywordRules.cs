using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.CustomResources.Definitions;

/// <summary>The keywords of a schema one by one, at every node: which are known, which values they take, which stand beside which.</summary>
internal static class SchemaKeywordRules
{
    private const string Embedded = "x-kubernetes-embedded-resource";
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private static readonly string[] Unsupported = ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"];

    /// <summary>Whether a node uses what no structural schema can hold.</summary>
    public static bool IsReadable(DocObject node) =>
        !Unsupported.Any(name => IsUsed(node, name)) && !node.IsSet("$schema") && node["items"] is not DocArray
        && node["x-kubernetes-preserve-unknown-fields"] is not DocBool { Value: false };

    public static void Validate(DocObject root, FieldPath path, FieldErrors errors) => ValidateNode(root, path, new(IsRoot: true, InMetadata: false, NoDefaults: null), errors);

    private static void ValidateNode(DocObject node, FieldPath path, Place place, FieldErrors errors)
    {
        ValidateKeywords(node, path, place, errors);
        if (node["additionalProperties"] is DocObject or DocBool)
        {
            if (node.GetObject("properties") is { Count: > 0 } && node["additionalProperties"] is not DocBool { Value: true })
                errors.Forbidden(path.Child("additionalProperties"), "additionalProperties and properties are mutual exclusive");
            if (node.GetObject("additionalProperties") is { } values)
                ValidateNode(values, path.Child("additionalProperties"), place.OfValues(), errors);
        }

        var isResource = place.IsRoot || node.GetBool(Embedded) == true;
        foreach (var (name, property) in SchemaParts.Properties(node))
            ValidateNode(property, path.Child("properties").Key(name), place.OfProperty(name, isResource), errors);
        if (node.GetObject("not") is { } not)
            ValidateNode(not, path.Child("not"), place.Inside(), errors);
        foreach (var (branch, at) in SchemaParts.Junctors.SelectMany(junctor => SchemaParts.Branches(node, junctor, path)))
            ValidateNode(branch, at, place.Inside(), errors);
        if (node.GetObject("items") is { } items)
            ValidateNode(items, path.Child("items"), place.Inside(), errors);
        if (node["x-kubernetes-preserve-unknown-fields"] is DocBool { Value: false })
            errors.Invalid(path.Child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined");
        ListTypeRules.Validate(node, path, errors);
    }

    private static void ValidateKeywords(DocObject node, FieldPath path, Place place, FieldErrors errors)
    {
        if (node.IsSet("type") && !Types.Contains(node.Text("type")))
            errors.NotSupported(path.Child("type"), node["type"], Types);
        if (place.NoDefaults is { } reason && node["default"] is not (null or DocNull))
            errors.Forbidden(path.Child("default"), $"must not be set {reason}");
        foreach (var name in Unsupported.Where(name => IsUsed(node, name)))
            errors.Forbidden(path.Child(name), $"{name} is not supported");
        if (node.Text("type") == "null")
            errors.Forbidden(path.Child("type"), "type cannot be set to null, use nullable as an alternative");
        if (node["items"] is DocArray)
            errors.Forbidden(path.Child("items"), "items must be a schema object and not an array");
        if (place.InMetadata && node.GetBool(Embedded) == true)
            errors.Forbidden(path.Child(Embedded), "must not be used inside of resource meta");
        if (node.GetBool("uniqueItems") == true)
            errors.Forbidden(path.Child("uniqueItems"), "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }

    private static bool IsUsed(DocObject node, string name) => node[name] switch
    {
        null or DocNull or DocString { IsEmpty: true } => false,
        DocObject { Count: 0 } => name == "additionalItems",
        _ => true,
    };

    /// <param name="InMetadata">Inside the metadata, kind or apiVersion of an object.</param>
    /// <param name="NoDefaults">Why no default may stand here; null if one may.</param>
    private readonly record struct Place(bool IsRoot, bool InMetadata, string? NoDefaults)
    {
        public Place Inside() => this with { IsRoot = false };

        public Place OfValues() => InMetadata ? new(false, true, "inside additionalProperties applying to object metadata") : Inside();

        public Place OfProperty(string name, bool isResource) => isResource && (name is "metadata" or "kind" or "apiVersion")
            ? new(false, true, IsRoot ? $"in top-level {name}" : NoDefaults)
            : Inside();
    }
}

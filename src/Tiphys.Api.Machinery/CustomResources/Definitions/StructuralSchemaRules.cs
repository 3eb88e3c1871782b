using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.CustomResources.Definitions;

/// <summary>
/// Whether a schema is structural: a type everywhere, extensions that fit their node, junctors that only restrict, metadata left to the
/// server.
/// </summary>
internal static class StructuralSchemaRules
{
    private static readonly string[] MetadataNames = ["name", "generateName"];

    private enum Level
    {
        Root,
        Item,
        Field,
    }

    /// <summary>Judges a root schema. What is wrong is told in the order of its texts.</summary>
    public static void Validate(DocObject schema, FieldPath path, FieldErrors errors)
    {
        var found = new FieldErrors();
        ValidateNode(schema, Level.Root, path, found);
        StructuralBranchRules.ValidateDeclared(schema, schema, path, path, found);
        foreach (var cause in found.Causes.OrderBy(cause => $"{cause.Field}: {cause.Message}", StringComparer.Ordinal))
            errors.Add(cause);
    }

    private static void ValidateNode(DocObject node, Level level, FieldPath path, FieldErrors errors)
    {
        var items = node.GetObject("items");
        if (items is not null)
            ValidateNode(items, Level.Item, path.Child("items"), errors);
        else if (node.Text("type") == "array")
            errors.Required(path.Child("items"), "must be specified");
        foreach (var (name, property) in SchemaParts.Properties(node))
            ValidateNode(property, Level.Field, path.Child("properties").Key(name), errors);
        if (level == Level.Root && node.IsSet("additionalProperties"))
            errors.Forbidden(path.Child("additionalProperties"), "must not be used at the root");
        if (node.GetObject("additionalProperties") is { } additional)
            ValidateNode(additional, Level.Field, path.Child("additionalProperties"), errors);
        ValidateExtensions(node, path, errors);
        StructuralBranchRules.ValidateForm(node, path, errors);
        ValidateType(node, level, path, errors);
        ValidateMetadata(node, level, path, errors);
    }

    private static void ValidateExtensions(DocObject node, FieldPath path, FieldErrors errors)
    {
        const string Preserve = "x-kubernetes-preserve-unknown-fields";
        const string Embedded = "x-kubernetes-embedded-resource";
        var isEmbedded = node.GetBool(Embedded) == true;
        if (node.GetBool("x-kubernetes-int-or-string") == true)
        {
            if (node.GetBool(Preserve) == true)
                errors.Invalid(path.Child(Preserve), true, "must be false if x-kubernetes-int-or-string is true");
            if (isEmbedded)
                errors.Invalid(path.Child(Embedded), true, "must be false if x-kubernetes-int-or-string is true");
        }

        if (isEmbedded && node.IsSet("additionalProperties"))
            errors.Forbidden(path.Child("additionalProperties"), "must not be used if x-kubernetes-embedded-resource is set");
        if (isEmbedded && node.GetBool(Preserve) != true && node.GetObject("properties") is not { Count: > 0 })
            errors.Required(path.Child("properties"), "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
    }

    private static void ValidateType(DocObject node, Level level, FieldPath path, FieldErrors errors)
    {
        var at = path.Child("type");
        var isMissing = !node.IsSet("type");
        if (node.GetBool("x-kubernetes-embedded-resource") == true && node.Text("type") != "object")
        {
            const string Wanted = "must be object if x-kubernetes-embedded-resource is true";
            if (isMissing)
                errors.Required(at, Wanted);
            else
                errors.Invalid(at, node["type"], Wanted);
        }
        else if (isMissing && node.GetBool("x-kubernetes-int-or-string") != true && node.GetBool("x-kubernetes-preserve-unknown-fields") != true)
        {
            var where = level switch { Level.Root => "at the root", Level.Item => "for specified array items", _ => "for specified object fields" };
            errors.Required(at, $"must not be empty {where}");
        }

        if (level == Level.Root && !isMissing && node.Text("type") != "object")
            errors.Invalid(at, node["type"], "must be object at the root");
    }

    private static void ValidateMetadata(DocObject node, Level level, FieldPath path, FieldErrors errors)
    {
        if (level != Level.Root && node.GetBool("x-kubernetes-embedded-resource") != true)
            return;
        var properties = path.Child("properties");
        foreach (var name in (string[])["kind", "apiVersion"])
        {
            if (SchemaParts.Property(node, name) is { } text && text.Text("type") != "string")
                errors.Invalid(properties.Key(name).Child("type"), text.Text("type"), "must be string");
        }

        if (SchemaParts.Property(node, "metadata") is not { } metadata)
            return;
        var at = properties.Key("metadata");
        if (metadata.Text("type") != "object")
            errors.Invalid(at.Child("type"), metadata.Text("type"), "must be object");
        if (level == Level.Root && !IsNamesOnly(metadata))
            errors.Forbidden(at, "must not specify anything other than name and generateName, but metadata is implicitly specified");
    }

    private static bool IsNamesOnly(DocObject metadata) =>
        metadata.All(member => member.Key is "type" or "default" or "properties" || !metadata.IsSet(member.Key))
        && SchemaParts.Properties(metadata).All(property => MetadataNames.Contains(property.Name));
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.RegularExpressions;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.CustomResources.Definitions;

/// <summary>
/// The value validations of a structural schema. Branches of junctors restrict what their node has declared: they bring no types, defaults
/// or documentation, and name nothing new.
/// </summary>
internal static class StructuralBranchRules
{
    private static readonly (string Name, string Detail)[] NotInBranches =
    [
        ("additionalProperties", "must be undefined to be structural"),
        ("default", "must be undefined to be structural"),
        ("title", "must be empty to be structural"),
        ("description", "must be empty to be structural"),
        ("nullable", "must be false to be structural"),
        ("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
        ("x-kubernetes-embedded-resource", "must be false to be structural"),
        ("x-kubernetes-int-or-string", "must be false to be structural"),
        ("x-kubernetes-list-map-keys", "must be empty to be structural"),
        ("x-kubernetes-list-type", "must be undefined to be structural"),
        ("x-kubernetes-map-type", "must be undefined to be structural"),
        ("x-kubernetes-validations", "must be empty to be structural"),
    ];

    /// <summary>Judges the pattern and the junctors of a node. An integer or a string may be spelt with anyOf, also as the first entry of allOf.</summary>
    public static void ValidateForm(DocObject node, FieldPath path, FieldErrors errors) => ValidateValues(
        node,
        SchemaParts.IsIntOrString(node.GetArray("anyOf")),
        node.GetArray("allOf") is { Count: > 0 } all && SchemaParts.IsIntOrString((all[0] as DocObject)?.GetArray("anyOf")),
        path,
        errors);

    /// <summary>Demands that what branches look into is declared by the node itself.</summary>
    /// <param name="at">Where <paramref name="owner"/> stands.</param>
    /// <param name="path">Where <paramref name="branch"/> stands.</param>
    public static void ValidateDeclared(DocObject branch, DocObject? owner, FieldPath at, FieldPath path, FieldErrors errors)
    {
        if (branch.GetObject("not") is { } not)
            ValidateBranchDeclared(not, owner, at, path.Child("not"), errors);
        foreach (var (inner, innerPath) in SchemaParts.Junctors.SelectMany(junctor => SchemaParts.Branches(branch, junctor, path)))
            ValidateBranchDeclared(inner, owner, at, innerPath, errors);
    }

    private static void ValidateBranchDeclared(DocObject branch, DocObject? owner, FieldPath at, FieldPath path, FieldErrors errors)
    {
        if (owner is null)
        {
            errors.Required(at, $"because it is defined in {path}");
            return;
        }

        ValidateDeclared(branch, owner, at, path, errors);
        if (branch.GetObject("items") is { } items)
            ValidateBranchDeclared(items, owner.GetObject("items"), at.Child("items"), path.Child("items"), errors);
        foreach (var (name, property) in SchemaParts.Properties(branch))
        {
            var inner = path.Child("properties").Key(name);
            ValidateBranchDeclared(property, SchemaParts.Property(owner, name), at.Child("properties").Key(name), inner, errors);
        }
    }

    private static void ValidateValues(DocObject node, bool anyOfSpells, bool firstSpells, FieldPath path, FieldErrors errors)
    {
        foreach (var (branch, at) in anyOfSpells ? [] : SchemaParts.Branches(node, "anyOf", path))
            ValidateBranch(branch, false, at, errors);
        var isFirst = firstSpells;
        foreach (var (branch, at) in SchemaParts.Branches(node, "allOf", path))
        {
            ValidateBranch(branch, isFirst, at, errors);
            isFirst = false;
        }

        foreach (var (branch, at) in SchemaParts.Branches(node, "oneOf", path))
            ValidateBranch(branch, false, at, errors);
        if (node.GetObject("not") is { } not)
            ValidateBranch(not, false, path.Child("not"), errors);
        if (node.GetString("pattern") is { } pattern && !LinearRegex.TryGet(pattern, out _, out var error))
            errors.Invalid(path.Child("pattern"), pattern, $"must be a valid regular expression, but isn't: {error}");
    }

    private static void ValidateBranch(DocObject branch, bool anyOfSpells, FieldPath path, FieldErrors errors)
    {
        ValidateValues(branch, anyOfSpells, false, path, errors);
        if (branch.GetObject("items") is { } items)
            ValidateBranch(items, false, path.Child("items"), errors);
        foreach (var (name, property) in SchemaParts.Properties(branch))
            ValidateBranch(property, false, path.Child("properties").Key(name), errors);
        if (branch.IsSet("type"))
            errors.Forbidden(path.Child("type"), "must be empty to be structural");
        foreach (var (name, detail) in NotInBranches)
        {
            if (branch[name] is not (null or DocNull or DocString { IsEmpty: true } or DocBool { Value: false } or DocArray { Count: 0 }))
                errors.Forbidden(path.Child(name), detail);
        }

        if (SchemaParts.Property(branch, "metadata") is not null)
            errors.Forbidden(path.Child("properties").Key("metadata"), "must not be specified in a nested context");
    }
}

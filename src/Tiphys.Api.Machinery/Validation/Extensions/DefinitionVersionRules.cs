using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.CustomResources.Definitions;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>
/// The versions of a definition. What is the same in all versions is judged once and named as if it stood beside them: a schema in
/// <c>spec.validation</c>, the rest under its own name in <c>spec</c>.
/// </summary>
internal static class DefinitionVersionRules
{
    /// <summary>The versions with their paths; a null is an empty version.</summary>
    public static IEnumerable<(DocObject Version, FieldPath Path)> Versions(DocObject spec, FieldPath path)
    {
        var list = spec.GetArray("versions") ?? [];
        for (var i = 0; i < list.Count; i++)
            yield return (list[i] as DocObject ?? [], path.Child("versions").Index(i));
    }

    /// <summary>Judges each version for itself, then all of them together.</summary>
    /// <param name="old">The spec as it was; null on create. Schemas that have not changed are not judged again.</param>
    public static void Validate(DocObject spec, DocObject? old, FieldPath path, FieldErrors errors)
    {
        var versions = Versions(spec, path).ToArray();
        foreach (var (version, at) in versions.Where(version => SchemaOf(version.Version) is null))
            errors.Required(at.Child("schema", "openAPIV3Schema"));
        if (spec.GetBool("preserveUnknownFields") == true && versions.Any(version => SchemaOf(version.Version) is { } schema && SchemaParts.HasDefaults(schema)))
            errors.Invalid(path.Child("preserveUnknownFields"), true, "must be false in order to use defaults in the schema");
        foreach (var (version, at) in versions)
        {
            errors.InvalidIf(NameFormats.Label1035(version.Text("name"))?.Replace('\n', ','), at.Child("name"), version.Text("name"));
            ValidateWarning(version, at.Child("deprecationWarning"), errors);
            if (!IsShared(spec, "schema"))
                ValidateSchema(version, old, at.Child("schema", "openAPIV3Schema"), HasStatus(version), errors);
            if (!IsShared(spec, "subresources"))
                DefinitionViewRules.ValidateSubresources(version, at.Child("subresources"), errors);
            if (!IsShared(spec, "additionalPrinterColumns"))
                DefinitionViewRules.ValidateColumns(version, at, errors);
            if (version.GetArray("selectableFields") is { Count: > 0 } && !IsShared(spec, "selectableFields"))
            {
                // Fields that differ beside a schema that is shared are refused, with this text, by every server of this API.
                if (IsShared(spec, "schema"))
                    errors.Invalid(at.Child("selectableFields"), "", "may only be set when `version.schema.openAPIV3Schema` is not included");
                else
                    SelectableFieldRules.Validate(version, SchemaOf(version) ?? [], at, errors);
            }
        }

        if (versions.Select(version => version.Version.Text("name")).Distinct().Count() < versions.Length)
            errors.Invalid(path.Child("versions"), spec["versions"], "must contain unique version names");
        if (versions.Count(version => version.Version.GetBool("storage") == true) != 1)
            errors.Invalid(path.Child("versions"), spec["versions"] ?? DocNull.Instance, "must have exactly one version marked as storage version");
        if (versions.Length > 0 && versions[0].Version.Text("name") is { Length: > 0 } first)
            errors.InvalidIf(NameFormats.Label1035(first)?.Replace('\n', ','), path.Child("version"), first);
    }

    /// <summary>Judges what all versions share.</summary>
    /// <inheritdoc cref="Validate"/>
    public static void ValidateShared(DocObject spec, DocObject? old, FieldPath path, FieldErrors errors)
    {
        if (Versions(spec, path).Select(version => version.Version).FirstOrDefault() is not { } shared)
            return;
        if (IsShared(spec, "schema"))
            ValidateSchema(shared, old, path.Child("validation", "openAPIV3Schema"), Versions(spec, path).Any(version => HasStatus(version.Version)), errors);
        if (IsShared(spec, "subresources"))
            DefinitionViewRules.ValidateSubresources(shared, path.Child("subresources"), errors);
        if (IsShared(spec, "additionalPrinterColumns"))
            DefinitionViewRules.ValidateColumns(shared, path, errors);
        if (shared.GetArray("selectableFields") is not { Count: > 0 } || !IsShared(spec, "selectableFields"))
            return;
        if (IsShared(spec, "schema") && shared["schema"] is DocObject)
            SelectableFieldRules.Validate(shared, SchemaOf(shared) ?? [], path, errors);
        else
            errors.Invalid(path.Child("selectableFields"), "", "may only be set when validations.schema is included");
    }

    private static bool IsShared(DocObject spec, string name)
    {
        var values = Versions(spec, FieldPath.Root).Select(version => version.Version[name] is DocNull ? null : version.Version[name]).ToArray();
        return values.All(value => value.SameAs(values[0]));
    }

    private static DocObject? SchemaOf(DocObject version) => version.GetPath("schema", "openAPIV3Schema") as DocObject;

    private static bool HasStatus(DocObject version) => version.GetPath("subresources", "status") is DocObject;

    private static void ValidateSchema(DocObject version, DocObject? old, FieldPath path, bool hasStatus, FieldErrors errors)
    {
        if (SchemaOf(version) is not { } schema)
            return;
        var before = Versions(old ?? [], FieldPath.Root).Select(entry => entry.Version).FirstOrDefault(entry => entry.Text("name") == version.Text("name"));
        if (before is null || HasStatus(before) != hasStatus || !schema.SameAs(SchemaOf(before)))
            SchemaDefinitionRules.Validate(schema, path, hasStatus, errors);
    }

    private static void ValidateWarning(DocObject version, FieldPath path, FieldErrors errors)
    {
        const int Longest = 256;
        if (version.GetString("deprecationWarning") is not { } text)
            return;
        if (version.GetBool("deprecated") != true)
        {
            errors.Invalid(path, text, "can only be set for deprecated versions");
            return;
        }

        if (System.Text.Encoding.UTF8.GetByteCount(text) > Longest)
            errors.Invalid(path, text, "must be <= 256 characters long");
        if (text.Length == 0)
            errors.Invalid(path, text, "must not be an empty string");
        if (text.AsSpan().IndexOfAnyInRange('\0', '\x1f') is >= 0 and var at)
            errors.Invalid(path, text, $"must only contain printable UTF-8 characters; non-printable character found at index {at}");
    }
}

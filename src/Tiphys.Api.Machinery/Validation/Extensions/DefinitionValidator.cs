using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>Custom resource definitions.</summary>
internal static class DefinitionValidator
{
    private const string Approval = "api-approved.kubernetes.io";
    private const string SeeAlso = "see https://github.com/kubernetes/enhancements/pull/1111";
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("apiextensions.k8s.io", "CustomResourceDefinition")] = new((definition, errors) => Validate(definition, null, errors))
        {
            ChecksWholeOnUpdate = false,
            Change = Change,
            Status = (updated, _, errors) => ValidateNames(AcceptedNames(updated), FieldPath.Root.Child("status", "acceptedNames"), errors),
        },
        [("apiregistration.k8s.io", "APIService")] = ApiServiceValidator.Validator,
    };

    private static void Validate(DocObject definition, DocObject? old, FieldErrors errors)
    {
        var spec = definition.GetObject("spec") ?? [];
        var names = spec.GetObject("names") ?? [];
        var group = spec.Text("group");
        var name = (definition.GetPath("metadata", "name") as DocString)?.Value ?? "";
        if (old is null && name.Length > 0 && name != $"{names.Text("plural")}.{group}")
            errors.Invalid(FieldPath.Root.Child("metadata", "name"), name, "must be spec.names.plural+\".\"+spec.group");
        if (group.Length == 0)
            errors.Required(Spec.Child("group"));
        else if (NameFormats.Subdomain(group) is { } wrong)
            errors.InvalidIf(wrong, Spec.Child("group"), group);
        else if (!group.Contains('.'))
            errors.Invalid(Spec.Child("group"), group, "should be a domain with at least one dot");
        errors.OneOf(spec, "scope", Spec, "Cluster", "Namespaced");
        DefinitionVersionRules.Validate(spec, old?.GetObject("spec"), Spec, errors);
        foreach (var wanted in (string[])["plural", "singular", "kind", "listKind"])
            errors.RequiredText(names, wanted, Spec.Child("names"));
        ValidateNames(names, Spec.Child("names"), errors);
        DefinitionVersionRules.ValidateShared(spec, old?.GetObject("spec"), Spec, errors);
        DefinitionConversionRules.Validate(spec.GetObject("conversion"), Spec.Child("conversion"), errors);
        ValidateStatus(definition, spec, errors);
        ValidateApproval(definition, old, group, errors);
        if (spec.GetBool("preserveUnknownFields") == true)
            errors.Invalid(Spec.Child("preserveUnknownFields"), true, "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
    }

    private static DocObject AcceptedNames(DocObject definition) => definition.GetPath("status", "acceptedNames") as DocObject ?? [];

    private static void ValidateNames(DocObject names, FieldPath path, FieldErrors errors)
    {
        foreach (var name in (string[])["plural", "singular", "kind", "listKind"])
        {
            var isKind = name is "kind" or "listKind";
            var text = names.Text(name);
            if (text.Length > 0 && NameFormats.Label1035(isKind ? text.ToLowerInvariant() : text) is { } wrong)
                errors.Invalid(path.Child(name), text, (isKind ? "may have mixed case, but should otherwise match: " : "") + wrong.Replace('\n', ','));
        }

        foreach (var (text, at) in names.Texts("shortNames", path))
            errors.InvalidIf(NameFormats.Label1035(text)?.Replace('\n', ','), at, text);
        if (names.IsSet("kind") && names.Text("kind") == names.Text("listKind"))
            errors.Invalid(path.Child("listKind"), names["listKind"], "kind and listKind may not be the same");
        foreach (var (text, at) in names.Texts("categories", path))
            errors.InvalidIf(NameFormats.Label1035(text)?.Replace('\n', ','), at, text);
    }

    private static void ValidateStatus(DocObject definition, DocObject spec, FieldErrors errors)
    {
        ValidateNames(AcceptedNames(definition), FieldPath.Root.Child("status", "acceptedNames"), errors);
        var path = FieldPath.Root.Child("status", "storedVersions");
        var list = definition.GetPath("status", "storedVersions") as DocArray;
        var stored = list?.Strings().ToArray() ?? [];
        if (stored.Length == 0)
        {
            errors.Invalid(path, list ?? (DocNode)DocNull.Instance, "must have at least one stored version");
            return;
        }

        var open = stored.ToHashSet();
        foreach (var (version, _) in DefinitionVersionRules.Versions(spec, Spec))
        {
            if (!open.Remove(version.Text("name")) && version.GetBool("storage") == true)
                errors.Invalid(path, list, $"must have the storage version {version.Text("name")}");
        }

        foreach (var left in open)
        {
            errors.Invalid(
                path.Index(Array.LastIndexOf(stored, left)),
                left,
                $"missing from spec.versions; {left} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in {left} and removes {left} from status.storedVersions");
        }
    }

    // Groups of the community's domains say who has approved them.
    private static void ValidateApproval(DocObject definition, DocObject? old, string group, FieldErrors errors)
    {
        if (!$".{group}".EndsWith(".k8s.io", StringComparison.Ordinal) && !$".{group}".EndsWith(".kubernetes.io", StringComparison.Ordinal))
            return;
        var wrong = Unapproved(definition);
        if (wrong is null || (old is not null && Unapproved(old) == wrong))
            return;
        var path = FieldPath.Root.Child("metadata", "annotations").Key(Approval);
        if (ApprovalOf(definition).Length == 0)
            errors.Required(path, wrong);
        else
            errors.Invalid(path, ApprovalOf(definition), wrong);
    }

    private static string ApprovalOf(DocObject definition) => (definition.GetPath("metadata", "annotations", Approval) as DocString)?.Value ?? "";

    private static string? Unapproved(DocObject definition)
    {
        var text = ApprovalOf(definition);
        if (text.Length == 0)
            return $"protected groups must have approval annotation \"{Approval}\", {SeeAlso}";
        if (text.StartsWith("unapproved", StringComparison.Ordinal) || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0))
            return null;
        return $"protected groups must have approval annotation \"{Approval}\" with either a URL or a reason starting with \"unapproved\", {SeeAlso}";
    }

    private static void Change(DocObject updated, DocObject old, FieldErrors errors)
    {
        Validate(updated, old, errors);
        var spec = updated.GetObject("spec");
        var before = old.GetObject("spec");
        var established = (old.GetPath("status", "conditions") as DocArray)?.Objects()
            .Any(condition => condition.Text("type") == "Established" && condition.Text("status") == "True") == true;
        if (established)
        {
            errors.Immutable(spec, before, "scope", Spec);
            errors.Immutable(spec?.GetObject("names"), before?.GetObject("names"), "kind", Spec.Child("names"));
        }

        errors.Immutable(spec, before, "group", Spec);
        errors.Immutable(spec?.GetObject("names"), before?.GetObject("names"), "plural", Spec.Child("names"));
    }
}

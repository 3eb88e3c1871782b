using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Rules;
using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Tables;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>Custom resource definitions and API services.</summary>
internal static class DefinitionValidator
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("apiextensions.k8s.io", "CustomResourceDefinition")] = new(Definition) { Change = DefinitionChange },
        [("apiregistration.k8s.io", "APIService")] = new(ApiService),
    };

    private static void Definition(DocObject definition, FieldErrors errors)
    {
        var spec = definition.GetObject("spec") ?? [];
        var names = spec.GetObject("names") ?? [];
        var group = spec.Text("group");
        if (group.Length == 0)
            errors.Required(Spec.Child("group"));
        else if (NameFormats.Subdomain(group) is { } wrong)
            errors.InvalidIf(wrong, Spec.Child("group"), group);
        else if (!group.Contains('.'))
            errors.Invalid(Spec.Child("group"), group, "should be a domain with at least one dot");
        var name = (definition.GetPath("metadata", "name") as DocString)?.Value ?? "";
        if (name != $"{names.Text("plural")}.{group}")
            errors.Invalid(FieldPath.Root.Child("metadata", "name"), name, "must be spec.names.plural+\".\"+spec.group");
        errors.OneOf(spec, "scope", Spec, "Cluster", "Namespaced");
        ValidateNames(names, errors);
        ValidateVersions(spec, errors);
        ValidateConversion(spec, errors);
        if (spec.GetBool("preserveUnknownFields") == true)
            errors.Invalid(Spec.Child("preserveUnknownFields"), true, "must be false in order to use defaults in the schema");
    }

    private static void ValidateNames(DocObject names, FieldErrors errors)
    {
        var path = Spec.Child("names");
        foreach (var name in (string[])["plural", "singular", "kind", "listKind"])
        {
            if (!names.IsSet(name))
                errors.Required(path.Child(name));
            else
                errors.InvalidIf(NameFormats.Label1035(names.Text(name).ToLowerInvariant()), path.Child(name), names[name]);
        }

        if (names.IsSet("kind") && names.Text("kind") == names.Text("listKind"))
            errors.Invalid(path.Child("listKind"), names["listKind"], "kind and listKind may not be the same");
        foreach (var list in (string[])["shortNames", "categories"])
        {
            foreach (var (text, at) in names.Texts(list, path))
                errors.InvalidIf(NameFormats.Label1035(text), at, text);
        }
    }

    private static void ValidateVersions(DocObject spec, FieldErrors errors)
    {
        var names = new HashSet<string>();
        var storage = 0;
        foreach (var (version, at) in spec.Items("versions", Spec))
        {
            var name = version.Text("name");
            errors.InvalidIf(NameFormats.Label1035(name), at.Child("name"), name);
            if (!names.Add(name))
                errors.Invalid(Spec.Child("versions"), spec["versions"], "must contain unique version names");
            storage += version.GetBool("storage") == true ? 1 : 0;
            // What is the same for all versions is named as if it stood beside them; with one version that is everything.
            var only = spec.GetArray("versions")!.Count == 1;
            ValidateSchema(version, only ? Spec.Child("validation", "openAPIV3Schema") : at.Child("schema", "openAPIV3Schema"), errors);
            ValidateSubresources(version, only ? Spec : at, errors);
            ValidateColumns(version, only ? Spec : at, errors);
        }

        if (storage != 1)
            errors.Invalid(Spec.Child("versions"), spec["versions"] ?? new DocArray(), "must have exactly one version marked as storage version");
    }

    private static void ValidateSchema(DocObject version, FieldPath path, FieldErrors errors)
    {
        if (version.GetPath("schema", "openAPIV3Schema") is not DocObject schema)
        {
            errors.Required(path, "schemas are required");
            return;
        }

        var before = errors.Causes.Count;
        StructuralSchemaRules.Validate(schema, path, errors);
        if (errors.Causes.Count > before)
            return;
        foreach (var cause in CelSchemaRules.Check(schema, path))
            errors.Add(cause);
    }

    private static void ValidateSubresources(DocObject version, FieldPath path, FieldErrors errors)
    {
        if (version.GetPath("subresources", "scale") is not DocObject scale)
            return;
        var at = path.Child("subresources", "scale");
        foreach (var (name, prefix) in ((string, string)[])[("specReplicasPath", ".spec."), ("statusReplicasPath", ".status."), ("labelSelectorPath", ".s")])
        {
            if (!scale.IsSet(name))
            {
                if (name != "labelSelectorPath")
                    errors.Required(at.Child(name));
            }
            else if (!scale.Text(name).StartsWith(prefix, StringComparison.Ordinal))
            {
                errors.Invalid(at.Child(name), scale[name], $"should be a json path under {prefix.TrimEnd('.')}");
            }
        }
    }

    private static void ValidateColumns(DocObject version, FieldPath path, FieldErrors errors)
    {
        foreach (var (column, at) in version.Items("additionalPrinterColumns", path))
        {
            errors.RequiredText(column, "name", at);
            errors.OneOf(column, "type", at, "boolean", "date", "integer", "number", "string");
            if (!column.IsSet("jsonPath"))
                errors.Required(at.Child("jsonPath"));
            else if (!JsonPath.TryParse(column.Text("jsonPath"), out _))
                errors.Invalid(at.Child("jsonPath"), column["jsonPath"], "is not a JSON path");
        }
    }

    private static void ValidateConversion(DocObject spec, FieldErrors errors)
    {
        if (spec.GetObject("conversion") is not { } conversion)
            return;
        var path = Spec.Child("conversion");
        errors.OneOf(conversion, "strategy", path, "None", "Webhook");
        var webhook = conversion.GetObject("webhook");
        if (conversion.Text("strategy") == "None" && webhook is not null)
            errors.Forbidden(path.Child("webhook"), "should not be set when strategy is not set to Webhook");
        if (conversion.Text("strategy") != "Webhook")
            return;
        if (webhook?.GetObject("clientConfig") is not { } config)
            errors.Required(path.Child("webhook", "clientConfig"), "required when strategy is set to Webhook");
        else
            ClientConfigRules.Validate(config, path.Child("webhook", "clientConfig"), errors);
        if (webhook?.GetArray("conversionReviewVersions") is not { Count: > 0 })
            errors.Required(path.Child("webhook", "conversionReviewVersions"));
    }

    private static void DefinitionChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        var spec = updated.GetObject("spec");
        var before = old.GetObject("spec");
        errors.Immutable(spec, before, "group", Spec);
        var established = (old.GetPath("status", "conditions") as DocArray)?.Objects()
            .Any(condition => condition.Text("type") == "Established" && condition.Text("status") == "True") == true;
        if (!established)
            return;
        errors.Immutable(spec, before, "scope", Spec);
        errors.Immutable(spec?.GetObject("names"), before?.GetObject("names"), "plural", Spec.Child("names"));
        errors.Immutable(spec?.GetObject("names"), before?.GetObject("names"), "kind", Spec.Child("names"));
    }

    private static void ApiService(DocObject service, FieldErrors errors)
    {
        const int HighestPriority = 20000;
        var spec = service.GetObject("spec") ?? [];
        var name = (service.GetPath("metadata", "name") as DocString)?.Value ?? "";
        var required = $"{spec.Text("version")}.{spec.Text("group")}";
        if (name != required && spec.Text("group").Length > 0)
            errors.Invalid(FieldPath.Root.Child("metadata", "name"), name, $"must be `spec.version+\".\"+spec.group`: \"{required}\"");
        errors.RequiredText(spec, "version", Spec);
        if (spec.GetInt64("groupPriorityMinimum") is null or <= 0 or > HighestPriority)
            errors.Invalid(Spec.Child("groupPriorityMinimum"), spec["groupPriorityMinimum"] ?? 0, "must be positive and less than 20000");
        if (spec.GetInt64("versionPriority") is null or <= 0 or > 1000)
            errors.Invalid(Spec.Child("versionPriority"), spec["versionPriority"] ?? 0, "must be positive and less than 1000");
        if (spec.GetObject("service") is { } target)
        {
            ClientConfigRules.ValidateService(target, Spec.Child("service"), errors);
            if (spec.GetBool("insecureSkipTLSVerify") == true && spec.IsSet("caBundle"))
                errors.Invalid(Spec.Child("insecureSkipTLSVerify"), true, "may not be true if caBundle is present");
        }
        else if (spec.IsSet("caBundle"))
        {
            errors.Invalid(Spec.Child("caBundle"), "<redacted>", "local APIServices may not have a caBundle");
        }
    }
}

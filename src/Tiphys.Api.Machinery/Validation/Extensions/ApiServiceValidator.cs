using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>API services.</summary>
internal static class ApiServiceValidator
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly KindValidator Validator = new(ApiService);

    private static void ApiService(DocObject service, FieldErrors errors)
    {
        const int HighestPriority = 20000;
        var spec = service.GetObject("spec") ?? [];
        var name = (service.GetPath("metadata", "name") as DocString)?.Value ?? "";
        var required = $"{spec.Text("version")}.{spec.Text("group")}";
        if (name.Length > 0 && name != required)
            errors.Invalid(FieldPath.Root.Child("metadata", "name"), name, $"must be `spec.version+\".\"+spec.group`: \"{required}\"");
        Names(spec, errors);
        if (spec.GetInt64("groupPriorityMinimum") is null or <= 0 or > HighestPriority)
            errors.Invalid(Spec.Child("groupPriorityMinimum"), spec["groupPriorityMinimum"] ?? 0, "must be positive and less than 20000");
        if (spec.GetInt64("versionPriority") is null or <= 0 or > 1000)
            errors.Invalid(Spec.Child("versionPriority"), spec["versionPriority"] ?? 0, "must be positive and less than 1000");
        if (spec.GetObject("service") is { } target)
        {
            errors.RequiredText(target, "namespace", Spec.Child("service"));
            errors.RequiredText(target, "name", Spec.Child("service"));
            if (target.GetInt64("port") is < 1 or > 65535)
                errors.Invalid(Spec.Child("service", "port"), target["port"], "port is not valid: must be between 1 and 65535, inclusive");
            if (spec.GetBool("insecureSkipTLSVerify") == true && spec.IsSet("caBundle"))
                errors.Invalid(Spec.Child("insecureSkipTLSVerify"), true, "may not be true if caBundle is present");
        }
        else
        {
            if (spec.IsSet("caBundle"))
                errors.Invalid(Spec.Child("caBundle"), "<redacted>", "local APIServices may not have a caBundle");
            if (spec.GetBool("insecureSkipTLSVerify") == true)
                errors.Invalid(Spec.Child("insecureSkipTLSVerify"), true, "local APIServices may not have insecureSkipTLSVerify");
        }
    }

    // Only the core group has no name, and it has the one version.
    private static void Names(DocObject spec, FieldErrors errors)
    {
        var (group, version) = (spec.Text("group"), spec.Text("version"));
        if (group.Length > 0)
            errors.InvalidIf(NameFormats.Subdomain(group), Spec.Child("group"), group);
        else if (version != "v1")
            errors.Required(Spec.Child("group"), "only v1 may have an empty group and it better be legacy kube");
        errors.InvalidIf(NameFormats.Label1035(version), Spec.Child("version"), version);
    }
}

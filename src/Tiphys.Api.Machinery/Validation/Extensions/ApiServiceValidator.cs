using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

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

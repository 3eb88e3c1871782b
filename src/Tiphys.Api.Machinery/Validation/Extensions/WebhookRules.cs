using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>The webhooks of a configuration, mutating or validating.</summary>
internal static class WebhookRules
{
    public static void Validate(DocObject configuration, FieldErrors errors)
    {
        const int Most = 1_000;
        if (configuration.GetArray("webhooks") is { Count: > Most } many)
        {
            errors.TooMany(FieldPath.Root.Child("webhooks"), many.Count, Most);
            return;
        }

        var names = new HashSet<string>();
        foreach (var (webhook, at) in configuration.Items("webhooks", FieldPath.Root))
        {
            var name = webhook.Text("name");
            if (name.Length == 0)
                errors.Required(at.Child("name"));
            else if (NameFormats.Subdomain(name) is { } wrong)
                errors.InvalidIf(wrong, at.Child("name"), name);
            else if (name.Split('.').Length < 3)
                errors.Invalid(at.Child("name"), name, "should be a domain with at least three segments separated by dots");
            else if (!names.Add(name))
                errors.Duplicate(at.Child("name"), name);
            ValidateWebhook(webhook, at, errors);
        }
    }

    private static void ValidateWebhook(DocObject webhook, FieldPath path, FieldErrors errors)
    {
        const int LongestSeconds = 30;
        ValidateReviewVersions(webhook, path, errors);
        errors.OneOfIfGiven(webhook, "failurePolicy", path, "Fail", "Ignore");
        errors.OneOfIfGiven(webhook, "matchPolicy", path, "Equivalent", "Exact");
        if (webhook["sideEffects"] is not DocString)
            errors.Required(path.Child("sideEffects"), "must specify one of None, NoneOnDryRun");
        errors.OneOfIfGiven(webhook, "sideEffects", path, "None", "NoneOnDryRun");
        errors.OneOfIfGiven(webhook, "reinvocationPolicy", path, "IfNeeded", "Never");
        if (webhook.GetInt64("timeoutSeconds") is < 1 or > LongestSeconds)
            errors.Invalid(path.Child("timeoutSeconds"), webhook["timeoutSeconds"], "the timeout value must be between 1 and 30 seconds");
        SharedRules.LabelSelector(errors, webhook.GetObject("namespaceSelector"), path.Child("namespaceSelector"));
        SharedRules.LabelSelector(errors, webhook.GetObject("objectSelector"), path.Child("objectSelector"));
        ClientConfigRules.Validate(webhook.GetObject("clientConfig") ?? [], path.Child("clientConfig"), errors);
        foreach (var (rule, at) in webhook.Items("rules", path))
            MatchRules.ValidateRule(rule, at, errors);
        MatchRules.ValidateConditions(webhook, path, errors);
    }

    private static void ValidateReviewVersions(DocObject webhook, FieldPath path, FieldErrors errors)
    {
        if (webhook.GetArray("admissionReviewVersions") is not { Count: > 0 } versions)
        {
            errors.Required(path.Child("admissionReviewVersions"), "must specify one of v1, v1beta1");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (version, at) in webhook.Texts("admissionReviewVersions", path))
        {
            if (!seen.Add(version))
                errors.Invalid(at, version, "duplicate version");
            else
                errors.InvalidIf(NameFormats.Label1035(version), at, version);
        }

        if (!seen.Overlaps(["v1", "v1beta1"]))
            errors.Invalid(path.Child("admissionReviewVersions"), versions, "must include at least one of v1, v1beta1");
    }
}

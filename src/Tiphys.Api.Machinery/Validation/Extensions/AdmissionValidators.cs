using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>Admission webhooks and policies.</summary>
internal static class AdmissionValidators
{
    private const string Group = "admissionregistration.k8s.io";
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [(Group, "ValidatingWebhookConfiguration")] = new(Webhooks),
        [(Group, "MutatingWebhookConfiguration")] = new(Webhooks),
        [(Group, "ValidatingAdmissionPolicy")] = new(ValidatingPolicy),
        [(Group, "MutatingAdmissionPolicy")] = new(MutatingPolicy),
        [(Group, "ValidatingAdmissionPolicyBinding")] = new(ValidatingBinding),
        [(Group, "MutatingAdmissionPolicyBinding")] = new(Binding),
    };

    private static void Webhooks(DocObject configuration, FieldErrors errors)
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
        if (webhook.GetArray("admissionReviewVersions") is not { Count: > 0 } versions)
            errors.Required(path.Child("admissionReviewVersions"), "must specify one of v1, v1beta1");
        else if (!versions.Strings().Any(version => version is "v1" or "v1beta1"))
            errors.Invalid(path.Child("admissionReviewVersions"), versions, "must include at least one of v1, v1beta1");
        errors.OneOfIfSet(webhook, "failurePolicy", path, "Fail", "Ignore");
        errors.OneOfIfSet(webhook, "matchPolicy", path, "Equivalent", "Exact");
        errors.OneOf(webhook, "sideEffects", path, "None", "NoneOnDryRun");
        errors.OneOfIfSet(webhook, "reinvocationPolicy", path, "IfNeeded", "Never");
        if (webhook.GetInt64("timeoutSeconds") is < 1 or > LongestSeconds)
            errors.Invalid(path.Child("timeoutSeconds"), webhook["timeoutSeconds"], "the timeout value must be between 1 and 30 seconds");
        SharedRules.LabelSelector(errors, webhook.GetObject("namespaceSelector"), path.Child("namespaceSelector"));
        SharedRules.LabelSelector(errors, webhook.GetObject("objectSelector"), path.Child("objectSelector"));
        ClientConfigRules.Validate(webhook.GetObject("clientConfig") ?? [], path.Child("clientConfig"), errors);
        foreach (var (rule, at) in webhook.Items("rules", path))
            MatchRules.ValidateRule(rule, at, errors);
        MatchRules.ValidateConditions(webhook, path, errors);
    }

    private static void ValidatingPolicy(DocObject policy, FieldErrors errors)
    {
        var spec = policy.GetObject("spec") ?? [];
        ValidatePolicy(spec, errors);
        if (spec.GetArray("validations") is not { Count: > 0 } && spec.GetArray("auditAnnotations") is not { Count: > 0 })
        {
            errors.Required(Spec.Child("validations"), "validations or auditAnnotations must contain at least one item");
            errors.Required(Spec.Child("auditAnnotations"), "validations or auditAnnotations must contain at least one item");
        }

        foreach (var (validation, at) in spec.Items("validations", Spec))
        {
            if (validation.Text("expression").Trim().Length == 0)
                errors.Required(at.Child("expression"), "expression is not specified");
            if (validation.Text("message").Contains('\n'))
                errors.Invalid(at.Child("message"), validation["message"], "must not contain line breaks");
            if (validation.IsSet("reason"))
                errors.OneOfIfSet(validation, "reason", at, "Forbidden", "Invalid", "RequestEntityTooLarge");
        }

        foreach (var (annotation, at) in spec.Items("auditAnnotations", Spec))
        {
            errors.RequiredText(annotation, "key", at);
            errors.RequiredText(annotation, "valueExpression", at);
        }

        ExpressionRules.ValidatingPolicy(spec, errors);
    }

    private static void MutatingPolicy(DocObject policy, FieldErrors errors)
    {
        var spec = policy.GetObject("spec") ?? [];
        ValidatePolicy(spec, errors);
        if (spec.GetArray("mutations") is not { Count: > 0 })
            errors.Required(Spec.Child("mutations"), "mutations must contain at least one item");
        errors.OneOf(spec, "reinvocationPolicy", Spec, "IfNeeded", "Never");
        foreach (var (mutation, at) in spec.Items("mutations", Spec))
        {
            errors.OneOf(mutation, "patchType", at, "ApplyConfiguration", "JSONPatch");
            var member = mutation.Text("patchType") == "JSONPatch" ? "jsonPatch" : "applyConfiguration";
            if (mutation.GetPath(member, "expression") is not DocString { IsEmpty: false })
                errors.Required(at.Child(member, "expression"));
        }

        ExpressionRules.MutatingPolicy(spec, errors);
    }

    private static void ValidatePolicy(DocObject spec, FieldErrors errors)
    {
        errors.OneOfIfSet(spec, "failurePolicy", Spec, "Fail", "Ignore");
        if (spec.GetObject("paramKind") is { } kind)
        {
            errors.RequiredText(kind, "apiVersion", Spec.Child("paramKind"));
            errors.RequiredText(kind, "kind", Spec.Child("paramKind"));
        }

        if (spec.GetObject("matchConstraints") is not { } constraints)
            errors.Required(Spec.Child("matchConstraints"));
        else
            MatchRules.Validate(constraints, requiresRules: true, Spec.Child("matchConstraints"), errors);
        MatchRules.ValidateConditions(spec, Spec, errors);
        foreach (var (variable, at) in spec.Items("variables", Spec))
        {
            errors.RequiredText(variable, "name", at);
            errors.RequiredText(variable, "expression", at);
        }
    }

    private static void ValidatingBinding(DocObject binding, FieldErrors errors)
    {
        Binding(binding, errors);
        var spec = binding.GetObject("spec") ?? [];
        if (spec.GetArray("validationActions") is not { Count: > 0 } actions)
        {
            errors.Required(Spec.Child("validationActions"), "at least one validation action is required");
            return;
        }

        foreach (var (action, at) in spec.Texts("validationActions", Spec))
        {
            if (action is not ("Audit" or "Deny" or "Warn"))
                errors.NotSupported(at, action, "Audit", "Deny", "Warn");
        }

        if (actions.Strings().Contains("Deny") && actions.Strings().Contains("Warn"))
            errors.Invalid(Spec.Child("validationActions"), actions, "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)");
    }

    private static void Binding(DocObject binding, FieldErrors errors)
    {
        var spec = binding.GetObject("spec") ?? [];
        if (!spec.IsSet("policyName"))
            errors.Required(Spec.Child("policyName"));
        else
            errors.InvalidIf(NameFormats.Subdomain(spec.Text("policyName")), Spec.Child("policyName"), spec["policyName"]);
        if (spec.GetObject("paramRef") is { } reference)
        {
            var at = Spec.Child("paramRef");
            if (reference.IsSet("name") == (reference.GetObject("selector") is not null))
                errors.Invalid(at.Child("name"), reference["name"], "exactly one of `name` and `selector` must be set");
            errors.OneOf(reference, "parameterNotFoundAction", at, "Allow", "Deny");
        }

        if (spec.GetObject("matchResources") is { } match)
            MatchRules.Validate(match, requiresRules: false, Spec.Child("matchResources"), errors);
    }
}

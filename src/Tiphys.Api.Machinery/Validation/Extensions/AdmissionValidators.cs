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
        [(Group, "ValidatingWebhookConfiguration")] = new(WebhookRules.Validate),
        [(Group, "MutatingWebhookConfiguration")] = new(WebhookRules.Validate),
        [(Group, "ValidatingAdmissionPolicy")] = new(ValidatingPolicy),
        [(Group, "MutatingAdmissionPolicy")] = new(MutatingPolicy),
        [(Group, "ValidatingAdmissionPolicyBinding")] = new(PolicyBindingRules.Validating),
        [(Group, "MutatingAdmissionPolicyBinding")] = new(PolicyBindingRules.Mutating),
    };

    private static void ValidatingPolicy(DocObject policy, FieldErrors errors)
    {
        var spec = policy.GetObject("spec") ?? [];
        ValidatePolicy(spec, mutates: false, errors);
        if (spec.GetArray("validations") is not { Count: > 0 } && spec.GetArray("auditAnnotations") is not { Count: > 0 })
        {
            errors.Required(Spec.Child("validations"), "validations or auditAnnotations must contain at least one item");
            errors.Required(Spec.Child("auditAnnotations"), "validations or auditAnnotations must contain at least one item");
        }

        foreach (var (validation, at) in spec.Items("validations", Spec))
        {
            if (validation.Text("expression").Trim().Length == 0)
                errors.Required(at.Child("expression"), "expression is not specified");
            foreach (var name in (string[])["messageExpression", "message"])
            {
                if (validation.IsSet(name) && validation.Text(name).Trim().Length == 0)
                    errors.Invalid(at.Child(name), validation[name], "must be non-empty if specified");
            }

            if (validation.Text("message").Trim().AsSpan().ContainsAny('\n', '\r'))
                errors.Invalid(at.Child("message"), validation["message"], "must not contain line breaks");
            errors.OneOfIfGiven(validation, "reason", at, "Forbidden", "Invalid", "RequestEntityTooLarge");
        }

        ValidateAnnotations(policy.GetObject("metadata")?.Text("name") ?? "", spec, errors);
        ExpressionRules.ValidatingPolicy(spec, errors);
    }

    private static void MutatingPolicy(DocObject policy, FieldErrors errors)
    {
        var spec = policy.GetObject("spec") ?? [];
        ValidatePolicy(spec, mutates: true, errors);
        if (spec.GetArray("mutations") is not { Count: > 0 })
            errors.Required(Spec.Child("mutations"), "mutations must contain at least one item");
        errors.OneOf(spec, "reinvocationPolicy", Spec, "IfNeeded", "Never");
        foreach (var (mutation, at) in spec.Items("mutations", Spec))
            ValidateMutation(mutation, at, errors);
        ExpressionRules.MutatingPolicy(spec, errors);
    }

    private static void ValidateMutation(DocObject mutation, FieldPath path, FieldErrors errors)
    {
        var type = mutation.Text("patchType");
        errors.OneOf(mutation, "patchType", path, "ApplyConfiguration", "JSONPatch");
        if (type is not ("ApplyConfiguration" or "JSONPatch"))
            return;
        var (member, other) = type == "JSONPatch" ? ("jsonPatch", "applyConfiguration") : ("applyConfiguration", "jsonPatch");
        if (mutation.GetObject(member) is not { } patch)
            errors.Required(path.Child(member), $"must be specified when patchType is {type}");
        else if (patch.Text("expression").Trim().Length == 0)
            errors.Required(path.Child(member, "expression"));
        if (mutation.GetObject(other) is not null)
            errors.Invalid(path.Child(other), $"{{{other}}}", $"must not be specified when patchType is {type}");
    }

    private static void ValidateAnnotations(string policy, DocObject spec, FieldErrors errors)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (annotation, at) in spec.Items("auditAnnotations", Spec))
        {
            if (policy.Length == 0)
                errors.Invalid(at.Child("key"), annotation.Text("key"), "requires metadata.name be non-empty");
            else
                errors.InvalidIf(NameFormats.QualifiedName($"{policy}/{annotation.Text("key")}"), at.Child("key"), $"{policy}/{annotation.Text("key")}");
            if (annotation.Text("valueExpression").Trim().Length == 0)
                errors.Required(at.Child("valueExpression"), "valueExpression is not specified");
            if (!keys.Add(annotation.Text("key")))
                errors.Duplicate(at.Child("key"), annotation.Text("key"));
        }
    }

    private static void ValidatePolicy(DocObject spec, bool mutates, FieldErrors errors)
    {
        errors.OneOfIfGiven(spec, "failurePolicy", Spec, "Fail", "Ignore");
        if (spec.GetObject("paramKind") is { } kind)
            ValidateParameterKind(kind, Spec.Child("paramKind"), errors);
        if (spec.GetObject("matchConstraints") is not { } constraints)
            errors.Required(Spec.Child("matchConstraints"));
        else
            MatchRules.Validate(constraints, requiresRules: true, mutates, Spec.Child("matchConstraints"), errors);
        MatchRules.ValidateConditions(spec, Spec, errors);
        foreach (var (variable, at) in spec.Items("variables", Spec))
        {
            if (variable.Text("name").Trim().Length == 0)
                errors.Required(at.Child("name"), "name is not specified");
            else if (!ExpressionRules.IsIdentifier(variable.Text("name")))
                errors.Invalid(at.Child("name"), variable["name"], "must be a valid CEL identifier");
            if (variable.Text("expression").Trim().Length == 0)
                errors.Required(at.Child("expression"), "expression is not specified");
        }
    }

    private static void ValidateParameterKind(DocObject parameter, FieldPath path, FieldErrors errors)
    {
        var (version, kind) = (parameter.Text("apiVersion"), parameter.Text("kind"));
        if (version.Length == 0)
            errors.Required(path.Child("apiVersion"));
        else if (version.Split('/') is not { Length: <= 2 } parts)
            errors.Invalid(path.Child("apiVersion"), version, $"unexpected GroupVersion string: {version}");
        else
            ValidateVersion(version, parts, path.Child("apiVersion"), errors);
        if (kind.Length == 0)
            errors.Required(path.Child("kind"));
        else if (NameFormats.Label1035(kind.ToLowerInvariant()) is { } wrong)
            errors.Invalid(path.Child("kind"), kind, "may have mixed case, but should otherwise match: " + wrong.Replace('\n', ','));
    }

    private static void ValidateVersion(string text, string[] parts, FieldPath path, FieldErrors errors)
    {
        if (parts is [{ Length: > 0 } group, _] && NameFormats.Subdomain(group) is { } wrongGroup)
            errors.Invalid(path, group, wrongGroup.Replace('\n', ','));
        if (parts[^1].Length == 0)
            errors.Invalid(path, text, "version must be specified");
        else if (NameFormats.Label1035(parts[^1]) is { } wrong)
            errors.Invalid(path, parts[^1], wrong.Replace('\n', ','));
    }
}

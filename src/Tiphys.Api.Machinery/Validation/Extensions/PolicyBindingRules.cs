using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>Bindings of admission policies: which policy, with which parameters, for what.</summary>
internal static class PolicyBindingRules
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static void Validating(DocObject binding, FieldErrors errors)
    {
        Validate(binding, mutates: false, errors);
        var spec = binding.GetObject("spec") ?? [];
        if (spec.GetArray("validationActions") is not { Count: > 0 } actions)
        {
            errors.Required(Spec.Child("validationActions"), "at least one validation action is required");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (action, at) in spec.Texts("validationActions", Spec))
        {
            if (action is not ("Audit" or "Deny" or "Warn"))
                errors.NotSupported(at, action, "Audit", "Deny", "Warn");
            if (!seen.Add(action))
                errors.Duplicate(at, action);
        }

        if (actions.Strings().Contains("Deny") && actions.Strings().Contains("Warn"))
            errors.Invalid(Spec.Child("validationActions"), actions, "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)");
    }

    public static void Mutating(DocObject binding, FieldErrors errors) => Validate(binding, mutates: true, errors);

    private static void Validate(DocObject binding, bool mutates, FieldErrors errors)
    {
        var spec = binding.GetObject("spec") ?? [];
        if (!spec.IsSet("policyName"))
            errors.Required(Spec.Child("policyName"));
        else
            errors.InvalidIf(NameFormats.Subdomain(spec.Text("policyName")), Spec.Child("policyName"), spec["policyName"]);
        if (spec.GetObject("paramRef") is { } reference)
            ValidateParameters(reference, Spec.Child("paramRef"), errors);
        if (spec.GetObject("matchResources") is { } match)
            MatchRules.Validate(match, requiresRules: false, mutates, Spec.Child("matchResources"), errors);
    }

    private static void ValidateParameters(DocObject reference, FieldPath path, FieldErrors errors)
    {
        const string Exclusive = "name and selector are mutually exclusive";
        var selector = reference.GetObject("selector");
        if (reference.IsSet("name"))
        {
            errors.InvalidIf(NameFormats.PathSegment(reference.Text("name")), path.Child("name"), reference["name"]);
            if (selector is not null)
                errors.Forbidden(path.Child("name"), Exclusive);
        }

        SharedRules.LabelSelector(errors, selector, path.Child("selector"));
        if (selector is not null && reference.IsSet("name"))
            errors.Forbidden(path.Child("selector"), Exclusive);
        if (selector is null && !reference.IsSet("name"))
            errors.Required(path, "one of name or selector must be specified");
        errors.OneOf(reference, "parameterNotFoundAction", path, "Deny", "Allow");
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Affinity to nodes and to other pods.</summary>
internal static class AffinityRules
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";

    public static void Validate(DocObject? affinity, FieldPath path, FieldErrors errors)
    {
        if (affinity is null)
            return;
        if (affinity.GetObject("nodeAffinity") is { } node)
            ValidateNodeAffinity(node, path.Child("nodeAffinity"), errors);
        foreach (var name in (string[])["podAffinity", "podAntiAffinity"])
        {
            if (affinity.GetObject(name) is { } pods)
                ValidatePodAffinity(pods, path.Child(name), errors);
        }
    }

    /// <summary>A node selector, of pods and of persistent volumes.</summary>
    public static void ValidateNodeSelector(DocObject selector, FieldPath path, FieldErrors errors)
    {
        if (selector.GetArray("nodeSelectorTerms") is not { Count: > 0 })
            errors.Required(path.Child("nodeSelectorTerms"), "must have at least one node selector term");
        foreach (var (term, at) in selector.Items("nodeSelectorTerms", path))
            ValidateTerm(term, checksValues: true, at, errors);
    }

    private static void ValidateNodeAffinity(DocObject affinity, FieldPath path, FieldErrors errors)
    {
        if (affinity.GetObject(Required) is { } required)
            ValidateNodeSelector(required, path.Child(Required), errors);
        foreach (var (entry, at) in affinity.Items(Preferred, path))
        {
            ValidateWeight(entry, at, errors);
            ValidateTerm(entry.GetObject("preference") ?? [], checksValues: false, at.Child("preference"), errors);
        }
    }

    private static void ValidateTerm(DocObject term, bool checksValues, FieldPath path, FieldErrors errors)
    {
        foreach (var (expression, at) in term.Items("matchExpressions", path))
        {
            ValidateOperator(expression, at, errors);
            errors.InvalidIf(NameFormats.QualifiedName(expression.Text("key")), at.Child("key"), expression.Text("key"));
            if (!checksValues)
                continue;
            foreach (var (value, valueAt) in expression.Texts("values", at))
                errors.InvalidIf(NameFormats.LabelValue(value), valueAt, value);
        }

        foreach (var (expression, at) in term.Items("matchFields", path))
        {
            if (expression.Text("operator") is not ("In" or "NotIn"))
                errors.Invalid(at.Child("operator"), expression["operator"], "not a valid selector operator");
            else if (expression.GetArray("values") is not { Count: 1 })
                errors.Required(at.Child("values"), "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
            if (expression.Text("key") != "metadata.name")
                errors.Invalid(at.Child("key"), expression["key"], "not a valid field selector key");
            foreach (var (value, valueAt) in expression.Text("key") == "metadata.name" ? expression.Texts("values", at) : [])
                errors.InvalidIf(NameFormats.Subdomain(value), valueAt, value);
        }
    }

    private static void ValidateOperator(DocObject expression, FieldPath path, FieldErrors errors)
    {
        var values = expression.GetArray("values")?.Count ?? 0;
        switch (expression.Text("operator"))
        {
            case "In" or "NotIn":
                if (values == 0)
                    errors.Required(path.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                break;
            case "Exists" or "DoesNotExist":
                if (values > 0)
                    errors.Forbidden(path.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                break;
            case "Gt" or "Lt":
                if (values != 1)
                    errors.Required(path.Child("values"), "must be specified single value when `operator` is 'Lt' or 'Gt'");
                break;
            default:
                errors.Invalid(path.Child("operator"), expression["operator"], "not a valid selector operator");
                break;
        }
    }

    private static void ValidatePodAffinity(DocObject affinity, FieldPath path, FieldErrors errors)
    {
        foreach (var (term, at) in affinity.Items(Required, path))
            ValidatePodTerm(term, at, errors);
        foreach (var (entry, at) in affinity.Items(Preferred, path))
        {
            ValidateWeight(entry, at, errors);
            ValidatePodTerm(entry.GetObject("podAffinityTerm") ?? [], at.Child("podAffinityTerm"), errors);
        }
    }

    private static void ValidatePodTerm(DocObject term, FieldPath path, FieldErrors errors)
    {
        SharedRules.LabelSelector(errors, term.GetObject("labelSelector"), path.Child("labelSelector"));
        SharedRules.LabelSelector(errors, term.GetObject("namespaceSelector"), path.Child("namespaceSelector"));
        foreach (var (name, _) in term.Texts("namespaces", path))
            errors.InvalidIf(NameFormats.Label1123(name), path.Child("namespace"), name);
        if (!term.IsSet("topologyKey"))
            errors.Required(path.Child("topologyKey"), "can not be empty");
        errors.InvalidIf(NameFormats.QualifiedName(term.Text("topologyKey")), path.Child("topologyKey"), term.Text("topologyKey"));
        ValidateLabelKeys(term, "matchLabelKeys", path, errors);
        ValidateLabelKeys(term, "mismatchLabelKeys", path, errors);
        var mismatched = term.Texts("mismatchLabelKeys", path).Select(key => key.Value).ToHashSet();
        foreach (var (key, at) in term.Texts("matchLabelKeys", path).Where(key => mismatched.Contains(key.Value)))
            errors.Invalid(at, key, "exists in both matchLabelKeys and mismatchLabelKeys");
    }

    /// <summary>Keys of labels whose values are taken from the pod itself; they add to a selector, so there must be one.</summary>
    public static void ValidateLabelKeys(DocObject owner, string list, FieldPath path, FieldErrors errors)
    {
        if (owner.GetArray(list) is not { Count: > 0 })
            return;
        if (owner.GetObject("labelSelector") is null)
        {
            errors.Forbidden(path.Child(list), "must not be specified when labelSelector is not set");
            return;
        }

        foreach (var (key, at) in owner.Texts(list, path))
            errors.InvalidIf(NameFormats.QualifiedName(key), at, key);
    }

    private static void ValidateWeight(DocObject entry, FieldPath path, FieldErrors errors)
    {
        if (entry.GetInt64("weight") is null or < 1 or > 100)
            errors.Invalid(path.Child("weight"), entry["weight"] ?? 0, "must be in the range 1-100");
    }
}

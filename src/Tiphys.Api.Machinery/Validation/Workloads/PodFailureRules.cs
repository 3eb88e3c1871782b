using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Workloads;

/// <summary>A job's pod failure policy.</summary>
internal static class PodFailureRules
{
    private const int MostRules = 20;
    private const int MostPatterns = 20;
    private const int MostCodes = 255;

    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors)
    {
        if (spec.GetObject("podFailurePolicy") is not { } policy)
            return;
        var at = path.Child("podFailurePolicy");
        if (policy.GetArray("rules") is { Count: > MostRules } many)
            errors.TooMany(at.Child("rules"), many.Count, MostRules);
        var pod = spec.GetPath("template", "spec") as DocObject ?? [];
        var containers = ((string[])["containers", "initContainers"])
            .SelectMany(list => pod.GetArray(list)?.Objects() ?? []).Select(container => container.Text("name")).ToHashSet();
        foreach (var (rule, ruleAt) in policy.Items("rules", at))
            Rule(spec, rule, containers, ruleAt, errors);
    }

    private static void Rule(DocObject spec, DocObject rule, HashSet<string> containers, FieldPath path, FieldErrors errors)
    {
        Choice(rule, "action", path, errors, "Count", "FailIndex", "FailJob", "Ignore");
        if (rule.Text("action") == "FailIndex" && !spec.ContainsKey("backoffLimitPerIndex"))
            errors.Invalid(path.Child("action"), rule["action"], "requires the backoffLimitPerIndex to be set");
        var codes = rule.GetObject("onExitCodes");
        var patterns = rule.GetArray("onPodConditions")?.Count ?? 0;
        if (codes is not null)
            Codes(codes, containers, path.Child("onExitCodes"), errors);
        if (patterns > MostPatterns)
            errors.TooMany(path.Child("onPodConditions"), patterns, MostPatterns);
        foreach (var (pattern, at) in rule.Items("onPodConditions", path))
        {
            errors.InvalidIf(NameFormats.QualifiedName(pattern.Text("type")), at.Child("type"), pattern.Text("type"));
            Choice(pattern, "status", at, errors, "False", "True", "Unknown");
        }

        if (codes is not null && patterns > 0)
            errors.InvalidAsSuch(path, "specifying both OnExitCodes and OnPodConditions is not supported");
        if (codes is null && patterns == 0)
            errors.InvalidAsSuch(path, "specifying one of OnExitCodes and OnPodConditions is required");
    }

    private static void Choice(DocObject owner, string name, FieldPath path, FieldErrors errors, params string[] supported)
    {
        if (!owner.IsSet(name))
            errors.Required(path.Child(name), $"valid values: [{string.Join(' ', supported.Select(value => $"\"{value}\""))}]");
        else
            errors.Supported(owner, name, path, supported);
    }

    private static void Codes(DocObject codes, HashSet<string> containers, FieldPath path, FieldErrors errors)
    {
        Choice(codes, "operator", path, errors, "In", "NotIn");
        if (codes["containerName"] is DocString name && !containers.Contains(name.Value))
            errors.Invalid(path.Child("containerName"), name, "must be one of the container or initContainer names in the pod template");
        var values = (codes.GetArray("values") ?? []).Select(value => value is DocNumber number && number.TryGetInt64(out var code) ? code : 0).ToArray();
        var at = path.Child("values");
        if (values.Length == 0)
            errors.Invalid(at, codes["values"] ?? DocNull.Instance, "at least one value is required");
        else if (values.Length > MostCodes)
            errors.TooMany(at, values.Length, MostCodes);
        var seen = new HashSet<long>();
        for (var i = 0; i < values.Length; i++)
        {
            if (codes.Text("operator") == "In" && values[i] == 0)
                errors.Invalid(at.Index(i), 0, "must not be 0 for the In operator");
            if (!seen.Add(values[i]))
                errors.Duplicate(at.Index(i), values[i]);
        }

        if (!values.SequenceEqual(values.Order()))
            errors.Invalid(at, codes["values"], "must be ordered");
    }
}

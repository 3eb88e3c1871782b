using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>A container's own restart policy, and the rules that choose by exit codes.</summary>
internal static class RestartRules
{
    private const int MostRules = 20;
    private const int MostCodes = 255;
    private const string NeedsPolicy = "must specify restartPolicy when restart rules are used";

    /// <summary>An init container: without a policy its rules are not looked at.</summary>
    /// <inheritdoc cref="Validate"/>
    public static void ValidateInit(DocObject container, FieldPath path, FieldErrors errors)
    {
        if (container["restartPolicy"] is DocString)
            Validate(container, path, errors);
        else if (container.GetArray("restartPolicyRules") is { Count: > 0 })
            errors.Required(path.Child("restartPolicy"), NeedsPolicy);
    }

    /// <param name="path">The container's.</param>
    public static void Validate(DocObject container, FieldPath path, FieldErrors errors)
    {
        var rules = container.GetArray("restartPolicyRules")?.Count ?? 0;
        if (container["restartPolicy"] is DocString)
            errors.OneOfIfGiven(container, "restartPolicy", path, "Always", "Never", "OnFailure");
        else if (rules > 0)
            errors.Required(path.Child("restartPolicy"), NeedsPolicy);
        else
            return;
        if (rules > MostRules)
            errors.TooMany(path.Child("restartPolicyRules"), rules, MostRules);
        foreach (var (rule, at) in container.Items("restartPolicyRules", path))
            ValidateRule(rule, at, errors);
    }

    private static void ValidateRule(DocObject rule, FieldPath path, FieldErrors errors)
    {
        errors.Supported(rule, "action", path, "Restart", "RestartAllContainers");
        if (rule.GetObject("exitCodes") is not { } codes)
        {
            errors.Required(path.Child("exitCodes"), "must be specified");
            return;
        }

        errors.Supported(codes, "operator", path.Child("exitCodes"), "In", "NotIn");
        if (codes.GetArray("values") is { Count: > MostCodes } values)
            errors.TooMany(path.Child("exitCodes", "values"), values.Count, MostCodes);
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.Api.Machinery.Validation.Pods;

namespace Tiphys.Api.Machinery.Validation.Workloads;

/// <summary>What selectors and templates of workloads must be together.</summary>
internal static class TemplateRules
{
    /// <summary>A LabelSelector that is there, is not empty and chooses the template's pods.</summary>
    public static void ValidateSelected(DocObject spec, string kind, FieldPath path, FieldErrors errors)
    {
        var at = path.Child("selector");
        if (spec.GetObject("selector") is not { } selector)
        {
            errors.Required(at);
            ValidateMatch(LabelSelector.Nothing, spec, path, errors);
        }
        else
        {
            var before = errors.Causes.Count;
            SharedRules.LabelSelector(errors, selector, at);
            var empty = (selector.GetObject("matchLabels")?.Count ?? 0) + (selector.GetArray("matchExpressions")?.Count ?? 0) == 0;
            if (empty)
                errors.Invalid(at, selector, $"empty selector is invalid for {kind}");
            else if (errors.Causes.Count > before && kind != "daemonset")
                errors.Invalid(at, selector, kind == "statefulset" ? "" : "invalid label selector");
            else if (errors.Causes.Count == before)
                ValidateMatch(LabelSelector.FromObject(selector), spec, path, errors);
        }

        ValidateAlways(spec, kind, path, errors);
    }

    private static IEnumerable<string> ClaimNames(DocObject spec) =>
        (spec.GetArray("volumeClaimTemplates")?.Objects() ?? []).Select(claim => claim.GetObject("metadata")?.Text("name") ?? "");

    /// <summary>The template, whose pods the selector must choose.</summary>
    public static void ValidateMatch(LabelSelector selector, DocObject spec, FieldPath path, FieldErrors errors)
    {
        var labels = spec.GetPath("template", "metadata", "labels") as DocObject;
        if (!selector.Matches(labels))
            errors.Invalid(path.Child("template", "metadata", "labels"), (DocNode?)labels ?? DocNull.Instance, "`selector` does not match template `labels`");
    }

    /// <summary>A template whose pods run until they are replaced.</summary>
    public static void ValidateAlways(DocObject spec, string kind, FieldPath path, FieldErrors errors)
    {
        var template = spec.GetObject("template");
        var at = path.Child("template");
        PodValidator.ValidateTemplate(template, at, errors, [.. ClaimNames(spec)]);
        var pod = template?.GetObject("spec") ?? [];
        if (pod.Text("restartPolicy") is "OnFailure" or "Never")
            errors.NotSupported(at.Child("spec", "restartPolicy"), pod["restartPolicy"], "Always");
        if (pod.ContainsKey("activeDeadlineSeconds"))
            errors.Forbidden(at.Child("spec", "activeDeadlineSeconds"), $"activeDeadlineSeconds in {kind} is not Supported");
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation.Pods;

namespace Tiphys.Api.Machinery.Validation.Workloads;

/// <summary>What a job is to do, in a job or in the template of a cron job.</summary>
internal static class JobSpecRules
{
    private const int MostParallelIndexes = 100_000;
    private const int MostFailedIndexes = 100_000;
    private const int ManyCompletions = 100_000;
    private const int MostWithManyCompletions = 10_000;
    private const int LongestManager = 63;

    private static readonly string[] Counts =
        ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"];

    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors)
    {
        foreach (var name in Counts)
            errors.NonNegative(spec, name, path);
        if (spec.ContainsKey("maxFailedIndexes") && !spec.ContainsKey("backoffLimitPerIndex"))
            errors.Required(path.Child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
        if (spec["managedBy"] is DocString manager)
            ManagedBy(manager.Value, path.Child("managedBy"), errors);
        errors.OneOfIfGiven(spec, "completionMode", path, "NonIndexed", "Indexed");
        var isIndexed = spec.Text("completionMode") == "Indexed";
        if (isIndexed)
            Indexed(spec, path, errors);
        else if (spec["completionMode"] is null or DocString { Value: "NonIndexed" })
            NotIndexed(spec, path, errors);
        PodFailureRules.Validate(spec, path, errors);
        if (spec.GetObject("successPolicy") is { } success)
        {
            if (isIndexed)
                SuccessPolicyRules.Validate(success, spec.GetInt64("completions") ?? 0, path.Child("successPolicy"), errors);
            else
                errors.Invalid(path.Child("successPolicy"), success, "requires indexed completion mode");
        }

        errors.OneOfIfGiven(
            spec,
            "podReplacementPolicy",
            path,
            spec.GetObject("podFailurePolicy") is not null ? ["Failed"] : ["Failed", "TerminatingOrFailed"]);
        PodValidator.ValidateTemplate(spec.GetObject("template"), path.Child("template"), errors);
        Restart(spec, path, errors);
    }

    private static void ManagedBy(string manager, FieldPath path, FieldErrors errors)
    {
        if (manager.Length == 0)
            errors.Required(path);
        else
            SharedRules.DomainPrefixedPath(errors, manager, path);
        if (manager.Length > LongestManager)
            errors.TooLong(path, LongestManager);
    }

    private static void Indexed(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var (completions, parallelism, failed) = (spec.GetInt64("completions"), spec.GetInt64("parallelism"), spec.GetInt64("maxFailedIndexes"));
        if (completions is null)
            errors.Required(path.Child("completions"), "when completion mode is Indexed");
        if (parallelism > MostParallelIndexes)
            errors.Invalid(path.Child("parallelism"), parallelism.Value, $"must be less than or equal to {MostParallelIndexes} when completion mode is Indexed");
        if (failed > completions)
            errors.Invalid(path.Child("maxFailedIndexes"), failed.Value, "must be less than or equal to completions");
        if (failed > MostFailedIndexes)
            errors.Invalid(path.Child("maxFailedIndexes"), failed.Value, $"must be less than or equal to {MostFailedIndexes}");
        if (!(completions > ManyCompletions) || !spec.ContainsKey("backoffLimitPerIndex"))
            return;
        if (failed is null)
            errors.Required(path.Child("maxFailedIndexes"), $"must be specified when completions is above {ManyCompletions}");
        foreach (var (name, value) in (ReadOnlySpan<(string, long?)>)[("parallelism", parallelism), ("maxFailedIndexes", failed)])
        {
            if (value > MostWithManyCompletions)
            {
                errors.Invalid(
                    path.Child(name),
                    value.Value,
                    $"must be less than or equal to {MostWithManyCompletions} when completions are above {ManyCompletions} and used with backoff limit per index");
            }
        }
    }

    private static void NotIndexed(DocObject spec, FieldPath path, FieldErrors errors)
    {
        foreach (var name in (string[])["backoffLimitPerIndex", "maxFailedIndexes"])
        {
            if (spec.ContainsKey(name))
                errors.Invalid(path.Child(name), spec[name], "requires indexed completion mode");
        }
    }

    private static void Restart(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var at = path.Child("template", "spec", "restartPolicy");
        var policy = (spec.GetPath("template", "spec", "restartPolicy") as DocString)?.Value ?? "";
        if (policy is "" or "Always")
            errors.Required(at, "valid values: \"OnFailure\", \"Never\"");
        else if (policy is not ("OnFailure" or "Never"))
            errors.NotSupported(at, policy, "OnFailure", "Never");
        else if (policy != "Never" && spec.GetObject("podFailurePolicy") is not null)
            errors.Invalid(at, policy, "only \"Never\" is supported when podFailurePolicy is specified");
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation.Pods;

namespace Tiphys.Api.Machinery.Validation.Workloads;

/// <summary>Jobs and cron jobs.</summary>
internal static class JobValidators
{
    private const int LongestCronJobName = 52;
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("batch", "Job")] = new(Job) { Change = JobChange },
        [("batch", "CronJob")] = new(CronJob),
    };

    private static void Job(DocObject job, FieldErrors errors)
    {
        var spec = job.GetObject("spec") ?? [];
        if (spec.GetObject("selector") is { } selector)
            SharedRules.LabelSelector(errors, selector, Spec.Child("selector"));
        else
            errors.Required(Spec.Child("selector"));
        if (spec.GetObject("selector") is not null && errors.IsEmpty)
            TemplateRules.ValidateMatch(Selectors.LabelSelector.FromObject(spec.GetObject("selector")), spec, Spec, errors);
        ValidateSpec(spec, Spec, errors);
    }

    private static void ValidateSpec(DocObject spec, FieldPath path, FieldErrors errors)
    {
        foreach (var name in (string[])["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"])
            errors.NonNegative(spec, name, path);
        errors.OneOfIfSet(spec, "completionMode", path, "NonIndexed", "Indexed");
        if (spec.Text("completionMode") == "Indexed" && spec.GetInt64("completions") is null)
            errors.Required(path.Child("completions"), "when completion mode is Indexed");
        if (spec.Text("completionMode") != "Indexed" && spec.ContainsKey("backoffLimitPerIndex"))
            errors.Invalid(path.Child("backoffLimitPerIndex"), spec["backoffLimitPerIndex"], "requires indexed completion mode");
        errors.OneOfIfSet(spec, "podReplacementPolicy", path, "Failed", "TerminatingOrFailed");
        PodValidator.ValidateTemplate(spec.GetObject("template"), path.Child("template"), errors);
        ValidateRestart(spec, path, errors);
        PodFailureRules.Validate(spec, path, errors);
    }

    private static void ValidateRestart(DocObject spec, FieldPath path, FieldErrors errors)
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

    private static void JobChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        var spec = updated.GetObject("spec") ?? [];
        var before = old.GetObject("spec") ?? [];
        if (spec.Text("completionMode") != "Indexed" || spec.GetInt64("completions") != spec.GetInt64("parallelism"))
            errors.Immutable(spec, before, "completions", Spec);
        foreach (var name in (string[])["selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"])
            errors.Immutable(spec, before, name, Spec);
        var suspended = before.GetBool("suspend") == true && !(old.GetObject("status")?.ContainsKey("startTime") ?? false);
        if (!SemanticEquality.AreEqual(TemplateOf(spec, suspended), TemplateOf(before, suspended), zerosToo: true))
            errors.Invalid(Spec.Child("template"), spec["template"], "field is immutable");
    }

    // While a job waits to start its pods' placement may still be changed.
    private static DocObject TemplateOf(DocObject spec, bool placementMayChange)
    {
        var template = spec.GetObject("template")?.Clone() ?? [];
        if (!placementMayChange)
            return template;
        template.Remove("metadata");
        foreach (var name in (string[])["nodeSelector", "tolerations", "affinity", "schedulingGates"])
            template.GetObject("spec")?.Remove(name);
        return template;
    }

    private static void CronJob(DocObject cronJob, FieldErrors errors)
    {
        var spec = cronJob.GetObject("spec") ?? [];
        if (!spec.IsSet("schedule"))
            errors.Required(Spec.Child("schedule"));
        else
            errors.InvalidIf(CronSchedule.ErrorOf(spec.Text("schedule")), Spec.Child("schedule"), spec["schedule"]);
        errors.OneOf(spec, "concurrencyPolicy", Spec, "Allow", "Forbid", "Replace");
        foreach (var name in (string[])["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"])
            errors.NonNegative(spec, name, Spec);
        if (spec.GetString("timeZone") is { } zone)
            ValidateZone(zone, errors);
        var job = spec.GetPath("jobTemplate", "spec") as DocObject ?? [];
        var path = Spec.Child("jobTemplate", "spec");
        if (job.GetBool("manualSelector") == true)
            errors.NotSupported(path.Child("manualSelector"), true, "nil", "false");
        ValidateSpec(job, path, errors);
        if ((cronJob.GetObject("metadata")?.Text("name").Length ?? 0) > LongestCronJobName)
            errors.Invalid(FieldPath.Root.Child("metadata", "name"), cronJob.GetPath("metadata", "name"), $"must be no more than {LongestCronJobName} characters");
    }

    private static void ValidateZone(string zone, FieldErrors errors)
    {
        var path = Spec.Child("timeZone");
        if (zone.Length == 0)
            errors.Invalid(path, zone, "timeZone must be nil or non-empty string");
        else if (zone.Equals("local", StringComparison.OrdinalIgnoreCase))
            errors.Invalid(path, zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        else if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            errors.Invalid(path, zone, $"unknown time zone {zone}");
    }
}

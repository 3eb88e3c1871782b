using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

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
        JobSpecRules.Validate(spec, Spec, errors);
        var before = errors.Causes.Count;
        if (spec.GetObject("selector") is { } selector)
            SharedRules.LabelSelector(errors, selector, Spec.Child("selector"));
        else
            errors.Required(Spec.Child("selector"));
        if (spec.GetObject("selector") is not null && errors.Causes.Count == before)
            TemplateRules.ValidateMatch(Selectors.LabelSelector.FromObject(spec.GetObject("selector")), spec, Spec, errors);
        if (spec.Text("completionMode") != "Indexed" || spec.GetInt64("completions") is not (> 0 and var completions))
            return;

        // The pod of the last index has the longest host name.
        var name = (job.GetPath("metadata", "name") as DocString)?.Value ?? "";
        var host = $"{name}-{completions - 1}";
        if (NameFormats.Label1123(host) is not null)
            errors.Invalid(FieldPath.Root.Child("metadata", "name"), name, $"will not able to create pod with invalid DNS label: {host}");
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
        JobSpecRules.Validate(job, path, errors);
        if (job.GetObject("selector") is { } selector)
            errors.Invalid(path.Child("selector"), selector, "`selector` will be auto-generated");
        if (job.GetBool("manualSelector") == true)
            errors.NotSupported(path.Child("manualSelector"), true, "nil", "false");
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

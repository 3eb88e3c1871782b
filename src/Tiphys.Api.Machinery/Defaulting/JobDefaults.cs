using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of jobs and cron jobs.</summary>
internal static class JobDefaults
{
    public static void ApplyJob(DocObject job)
    {
        var spec = job.GetOrAddObject("spec");
        if (spec.GetPath("template", "metadata", "labels") is DocObject { Count: > 0 } labels)
            WorkloadDefaults.CopyLabels(job, labels);
        ApplySpec(spec);
    }

    public static void ApplyCronJob(DocObject cronJob)
    {
        var spec = cronJob.GetOrAddObject("spec");
        spec.SetIfEmpty("concurrencyPolicy", "Allow");
        spec.SetIfMissing("suspend", false);
        spec.SetIfMissing("successfulJobsHistoryLimit", 3);
        spec.SetIfMissing("failedJobsHistoryLimit", 1);
        spec.GetObject("jobTemplate")?.SetIfMissing("metadata", new DocObject());
        if (spec.GetPath("jobTemplate", "spec") is DocObject job)
            PodDefaults.ApplyTemplate(job.GetObject("template"));
    }

    private static void ApplySpec(DocObject spec)
    {
        if (!spec.ContainsKey("parallelism"))
            spec.SetIfMissing("completions", 1);
        spec.SetIfMissing("parallelism", 1);
        spec.SetIfMissing("backoffLimit", spec.ContainsKey("backoffLimitPerIndex") ? int.MaxValue : 6);
        spec.SetIfMissing("completionMode", "NonIndexed");
        spec.SetIfMissing("suspend", false);
        spec.SetIfMissing("podReplacementPolicy", spec.ContainsKey("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
        spec.SetIfMissing("manualSelector", false);
        foreach (var rule in spec.GetObject("podFailurePolicy")?.ObjectsOf("rules") ?? [])
        {
            foreach (var pattern in rule.ObjectsOf("onPodConditions"))
                pattern.SetIfEmpty("status", "True");
        }

        PodDefaults.ApplyTemplate(spec.GetObject("template"));
    }
}

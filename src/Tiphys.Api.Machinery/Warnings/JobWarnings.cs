using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Warnings of jobs and of what makes them on schedule.</summary>
internal static class JobWarnings
{
    private const long TrackedCompletions = 100_000;
    private const long TrackedParallelism = 10_000;

    public static void Job(WrittenObject job, List<string> warnings)
    {
        if (job.Old is null)
            WorkloadWarnings.Name(job, "Pod names and hostnames", warnings);
        Spec(job, "spec", warnings);
    }

    public static void CronJob(WrittenObject job, List<string> warnings)
    {
        if (job.Old is null)
            WorkloadWarnings.Name(job, "Pod names and hostnames", warnings);
        Spec(job, "spec.jobTemplate.spec", warnings);
        if (job.Old is not null && job.Spec.GetString("schedule")?.Contains("TZ", StringComparison.Ordinal) == true)
        {
            warnings.Add(
                "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see " +
                "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
        }
    }

    private static void Spec(WrittenObject job, string path, List<string> warnings)
    {
        if (!job.IsNewGeneration || job.Document.GetPath(path.Split('.')) is not DocObject spec)
            return;
        if (spec.GetString("completionMode") == "Indexed"
            && spec.GetInt64("completions") > TrackedCompletions && spec.GetInt64("parallelism") > TrackedParallelism)
        {
            warnings.Add(
                $"{path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able " +
                "to track completedIndexes when a big number of indexes fail");
        }

        WorkloadWarnings.Template(job, $"{path}.template", warnings);
    }
}

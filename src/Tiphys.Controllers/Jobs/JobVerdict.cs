using k8s.Models;

namespace Tiphys.Controllers.Jobs;

/// <summary>How a Job ends, if it does now.</summary>
/// <param name="Success">Complete or Failed.</param>
internal sealed record JobVerdict(bool Success, string Reason, string Message)
{
    /// <summary>The verdict over a Job that is not over yet; null while it goes on. Pure.</summary>
    public static JobVerdict? Judge(V1Job job, JobTally tally, IReadOnlyCollection<V1Pod> pods, DateTime now)
    {
        if (tally.PolicyFailure is { } policy)
            return new(false, JobNames.PodFailurePolicy, policy);
        if (job.Spec.SuccessPolicy is { } success && Meets(success, tally, job) is { } met)
            return met;
        var limit = job.Spec.BackoffLimit ?? 6;
        if (tally.AllFailed > limit || Restarts(job, pods) > limit)
            return new(false, JobNames.BackoffLimitExceeded, "Job has reached the specified backoff limit");
        if (job.Spec.ActiveDeadlineSeconds is { } deadline && job.Spec.Suspend != true && job.Status?.StartTime is { } start && start.AddSeconds(deadline) <= now)
            return new(false, JobNames.DeadlineExceeded, "Job was active longer than specified deadline");
        if (tally.FailedIndexes is { Count: > 0 } failed)
        {
            if (job.Spec.MaxFailedIndexes is { } most && failed.Count > most)
                return new(false, JobNames.MaxFailedIndexesExceeded, "Job has exceeded the specified maximal number of failed indexes");
            if (failed.Count + tally.Completed.Count >= (job.Spec.Completions ?? 0))
                return new(false, JobNames.FailedIndexes, "Job has failed indexes");
        }

        return IsComplete(job, tally, pods) ? new(true, JobNames.CompletionsReached, "Reached expected number of succeeded pods") : null;
    }

    private static bool IsComplete(V1Job job, JobTally tally, IReadOnlyCollection<V1Pod> pods)
    {
        var succeeded = tally.AllSucceeded(job);
        if (job.Spec.Completions is { } completions)
            return succeeded >= completions;

        // A work queue: one success says that the queue is empty, the rest only finish what they have.
        return succeeded > 0 && !pods.Any(pod => pod.Status?.Phase is not ("Succeeded" or "Failed"));
    }

    private static int Restarts(V1Job job, IEnumerable<V1Pod> pods)
    {
        if (job.Spec.Template.Spec.RestartPolicy != "OnFailure")
            return 0;
        return pods.Where(pod => pod.Status?.Phase is "Running" or "Pending")
            .SelectMany(pod => (pod.Status.ContainerStatuses ?? []).Concat(pod.Status.InitContainerStatuses ?? []))
            .Sum(status => status.RestartCount);
    }

    private static JobVerdict? Meets(V1SuccessPolicy policy, JobTally tally, V1Job job)
    {
        for (var i = 0; i < policy.Rules.Count; i++)
        {
            var rule = policy.Rules[i];
            var wanted = rule.SucceededIndexes is null ? null : IndexSet.Parse(rule.SucceededIndexes, job.Spec.Completions ?? 0);
            var there = wanted is null ? tally.Completed.Count : tally.Completed.CountOf(wanted);
            var needed = rule.SucceededCount ?? wanted?.Count ?? int.MaxValue;
            if (there >= needed)
                return new(true, JobNames.SuccessPolicy, $"Matched rules at index {i}");
        }

        return null;
    }
}

using k8s.Models;
using Tiphys.Client.Json;
using Tiphys.Controllers.Pods;

namespace Tiphys.Controllers.Jobs;

/// <summary>Makes a Job's status from the account and the verdict. Pure.</summary>
internal static class JobStatusMaker
{
    /// <param name="created">How many pods this pass has started.</param>
    public static V1JobStatus Make(
        V1Job job, JobTally tally, JobVerdict? verdict, IReadOnlyCollection<V1Pod> pods, JobPlan plan, int created, DateTime now)
    {
        var conditions = (job.Status?.Conditions ?? []).ToList();
        var stopped = plan.Delete.ToHashSet();
        var active = pods.Count(pod => pod.IsActive() && !stopped.Contains(pod)) + created;
        var terminating = pods.Count(JobPods.IsTerminating) + stopped.Count;
        var start = job.Status?.StartTime;
        if (job.Spec.Suspend == true)
        {
            JobConditions.Put(conditions, JobNames.Suspended, "True", "JobSuspended", "Job suspended", now);
            start = null;
        }
        else
        {
            if (conditions.Any(condition => condition is { Type: JobNames.Suspended, Status: "True" }))
            {
                JobConditions.Put(conditions, JobNames.Suspended, "False", "JobResumed", "Job resumed", now);
                start = null;
            }

            start ??= now;
        }

        var status = new V1JobStatus
        {
            Active = NullIfZero(active),
            Ready = pods.Count(pod => pod.IsActive() && pod.IsReady() && !stopped.Contains(pod)),
            Terminating = terminating,
            Succeeded = NullIfZero(JobPods.IsIndexed(job) ? tally.Completed.Count : tally.Succeeded),
            Failed = NullIfZero(tally.Failed),
            CompletedIndexes = JobPods.IsIndexed(job) && tally.Completed.Count > 0 ? tally.Completed.ToString() : null,
            FailedIndexes = tally.FailedIndexes?.ToString(),
            StartTime = start,
            UncountedTerminatedPods = new()
            {
                Succeeded = tally.NotedSucceeded.Count > 0 ? tally.NotedSucceeded : null,
                Failed = tally.NotedFailed.Count > 0 ? tally.NotedFailed : null,
            },
        };
        if (verdict is not null)
            status = Finish(status, verdict, conditions, tally, active + terminating, now);
        return status with { Conditions = conditions.Count > 0 ? conditions : null };
    }

    public static bool Same(V1JobStatus left, V1JobStatus? right) => KubeJson.Write(left).AsSpan().SequenceEqual(KubeJson.Write(right ?? new()));

    /// <summary>Announces the verdict at once; passes it for good when every pod has ended and is counted.</summary>
    private static V1JobStatus Finish(
        V1JobStatus status, JobVerdict verdict, List<V1JobCondition> conditions, JobTally tally, int alive, DateTime now)
    {
        JobConditions.Put(conditions, verdict.Success ? JobNames.SuccessCriteriaMet : JobNames.FailureTarget, "True", verdict.Reason, verdict.Message, now);
        if (alive > 0 || tally.NotedSucceeded.Count + tally.NotedFailed.Count > 0)
            return status;
        JobConditions.Put(conditions, verdict.Success ? JobNames.Complete : JobNames.Failed, "True", verdict.Reason, verdict.Message, now);
        return verdict.Success ? status with { CompletionTime = now } : status;
    }

    private static int? NullIfZero(int number) => number == 0 ? null : number;
}

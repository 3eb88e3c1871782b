using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Pods;

namespace Tiphys.Controllers.Jobs;

/// <summary>Which pods a Job starts and stops. Pure.</summary>
/// <param name="Create">Each with its index (null for a Job without) and its failures so far.</param>
internal sealed record JobPlan(IReadOnlyList<(int? Index, int Failures)> Create, IReadOnlyList<V1Pod> Delete)
{
    private const int MostAtOnce = 500;

    /// <param name="isOver">The Job has its verdict: nothing may run on.</param>
    public static JobPlan Decide(V1Job job, JobTally tally, IReadOnlyCollection<V1Pod> pods, bool isOver)
    {
        var active = pods.Where(pod => pod.IsActive()).ToList();
        if (isOver || job.Spec.Suspend == true)
            return new([], active);
        var surplus = new List<V1Pod>();
        if (JobPods.IsIndexed(job))
        {
            // An index that is done, taken twice or out of range needs no pod.
            foreach (var group in active.GroupBy(JobPods.IndexOf))
            {
                var needed = group.Key >= 0 && group.Key < (job.Spec.Completions ?? 0) && !tally.Completed.Contains(group.Key);
                surplus.AddRange(group.OrderBy(pod => pod.Metadata.CreationTimestamp).Skip(needed ? 1 : 0));
            }

            active.RemoveAll(surplus.Contains);
        }

        var parallelism = job.Spec.Parallelism ?? 1;
        var wanted = job.Spec.Completions is { } completions
            ? Math.Min(completions - tally.AllSucceeded(job) - (tally.FailedIndexes?.Count ?? 0), parallelism)
            : tally.AllSucceeded(job) > 0 ? active.Count : parallelism;
        wanted = Math.Max(0, Math.Min(wanted, parallelism));
        if (active.Count > wanted)
        {
            active.Sort(new PodDeletionOrder(active));
            return new([], [.. surplus, .. active[..(active.Count - wanted)]]);
        }

        var waiting = JobPods.ReplacesFailedOnly(job) ? pods.Count(JobPods.IsTerminating) : 0;
        var missing = Math.Min(MostAtOnce, Math.Max(0, wanted - active.Count - waiting));
        return new(JobPods.IsIndexed(job) ? FreeIndexes(job, tally, pods, missing) : [.. Enumerable.Repeat(((int?)null, 0), missing)], surplus);
    }

    private static (int? Index, int Failures)[] FreeIndexes(V1Job job, JobTally tally, IReadOnlyCollection<V1Pod> pods, int count)
    {
        var busy = pods.Where(pod => pod.IsActive() || (JobPods.ReplacesFailedOnly(job) && JobPods.IsTerminating(pod)))
            .Select(JobPods.IndexOf).ToHashSet();
        var failures = pods.Where(pod => JobPods.HasFailed(job, pod)).ToLookup(JobPods.IndexOf);
        return
        [
            .. Enumerable.Range(0, job.Spec.Completions ?? 0)
                .Where(index => !busy.Contains(index) && !tally.Completed.Contains(index) && tally.FailedIndexes?.Contains(index) != true)
                .Take(count)
                .Select(index => ((int?)index, FailuresOf(job, failures[index]))),
        ];
    }

    private static int FailuresOf(V1Job job, IEnumerable<V1Pod> failed)
    {
        var most = -1;
        var ignored = 0;
        foreach (var pod in failed)
        {
            var before = int.TryParse(pod.Annotation(JobNames.IndexFailureCount), out var number) ? number : 0;
            most = Math.Max(most, before);
            ignored = PodFailurePolicies.Judge(job.Spec.PodFailurePolicy, pod, out _) == FailureVerdict.Ignore ? 1 : 0;
        }

        return most < 0 ? 0 : most + 1 - ignored;
    }
}

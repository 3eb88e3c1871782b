using k8s.Models;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.Jobs;

/// <summary>
/// The exact account of a Job's ended pods. A pod is counted in three steps that survive a crash at any point: its uid is noted in the
/// status, its finalizer is taken off, the note is turned into a count. Pure; upstream: KEP-2307.
/// </summary>
internal sealed class JobTally
{
    private readonly int _completions;

    private JobTally(V1Job job)
    {
        _completions = job.Spec.Completions ?? 0;
        Succeeded = job.Status?.Succeeded ?? 0;
        Failed = job.Status?.Failed ?? 0;
        NotedSucceeded = [.. job.Status?.UncountedTerminatedPods?.Succeeded ?? []];
        NotedFailed = [.. job.Status?.UncountedTerminatedPods?.Failed ?? []];
        Completed = IndexSet.Parse(job.Status?.CompletedIndexes, _completions);
        FailedIndexes = job.Spec.BackoffLimitPerIndex is null ? null : IndexSet.Parse(job.Status?.FailedIndexes, _completions);
    }

    public int Succeeded { get; private set; }

    public int Failed { get; private set; }

    public List<string> NotedSucceeded { get; }

    public List<string> NotedFailed { get; }

    public IndexSet Completed { get; }

    /// <summary>Null unless the Job has a limit per index.</summary>
    public IndexSet? FailedIndexes { get; }

    /// <summary>Pods whose end is noted (in the status as it was) and whose finalizer may go now.</summary>
    public List<V1Pod> Release { get; } = [];

    /// <summary>Set if a pod failed in a way that fails the whole Job.</summary>
    public string? PolicyFailure { get; private set; }

    /// <summary>Including what is only noted.</summary>
    public int AllSucceeded(V1Job job) => JobPods.IsIndexed(job) ? Completed.Count : Succeeded + NotedSucceeded.Count;

    public int AllFailed => Failed + NotedFailed.Count;

    public static JobTally Of(V1Job job, IReadOnlyCollection<V1Pod> pods, bool jobIsOver)
    {
        var tally = new JobTally(job);
        var tracked = pods.Where(JobPods.IsTracked).Select(pod => pod.Metadata.Uid).ToHashSet();
        tally.CountNoted(job, tracked);
        foreach (var pod in pods.Where(JobPods.IsTracked))
            tally.Look(job, pod, jobIsOver);
        return tally;
    }

    /// <summary>A noted pod without its finalizer is counted for good.</summary>
    private void CountNoted(V1Job job, HashSet<string> tracked)
    {
        Succeeded += NotedSucceeded.RemoveAll(uid => !tracked.Contains(uid));
        Failed += NotedFailed.RemoveAll(uid => !tracked.Contains(uid));
        if (JobPods.IsIndexed(job))
            Succeeded = Completed.Count;
    }

    private void Look(V1Job job, V1Pod pod, bool jobIsOver)
    {
        var uid = pod.Metadata.Uid;
        if (NotedSucceeded.Contains(uid) || NotedFailed.Contains(uid))
            Release.Add(pod);
        else if (JobPods.Succeeded(pod))
            LookAtSuccess(job, pod);
        else if (JobPods.HasFailed(job, pod) || (jobIsOver && pod.IsDeleting()))
            LookAtFailure(job, pod);
    }

    private void LookAtSuccess(V1Job job, V1Pod pod)
    {
        if (!JobPods.IsIndexed(job))
        {
            NotedSucceeded.Add(pod.Metadata.Uid);
            return;
        }

        // Indexed success needs no note: the index in the status is the record.
        var index = JobPods.IndexOf(pod);
        if (index >= 0 && index < _completions && !Completed.Contains(index))
        {
            Completed.Add(index);
            Succeeded = Completed.Count;
        }

        Release.Add(pod);
    }

    private void LookAtFailure(V1Job job, V1Pod pod)
    {
        var verdict = PodFailurePolicies.Judge(job.Spec.PodFailurePolicy, pod, out var message);
        if (verdict == FailureVerdict.FailJob)
            PolicyFailure ??= message;
        if (verdict == FailureVerdict.Ignore)
        {
            Release.Add(pod);
            return;
        }

        NotedFailed.Add(pod.Metadata.Uid);
        if (FailedIndexes is null || JobPods.IndexOf(pod) is not (>= 0 and var index))
            return;
        var failures = int.TryParse(pod.Annotation(JobNames.IndexFailureCount), out var before) ? before : 0;
        if (!Completed.Contains(index) && (verdict == FailureVerdict.FailIndex || failures >= job.Spec.BackoffLimitPerIndex))
            FailedIndexes.Add(index);
    }
}

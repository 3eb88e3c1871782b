using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Client.Selectors;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Jobs;

/// <summary>Jobs (batch/v1): pods that run to their end, counted exactly.</summary>
/// <remarks>One pass: account for ended pods, judge, start and stop pods, write the status, take finalizers off what the status has noted.</remarks>
internal sealed class JobController : KeyedController
{
    private const string OurselvesManage = "kubernetes.io/job-controller";

    /// <summary>Stands for pods that belong to no Job and still carry the finalizer; no Job can be called so.</summary>
    private const string NoJob = "";

    private readonly ObjectCache<V1Job> _jobs;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly Expectations _expectations;
    private readonly EventRecorder _events;
    private readonly Claimer<V1Job, V1Pod> _claimer;
    private readonly PodWriter _writer;

    public JobController(ControllerContext context)
        : base(context, "job-controller", workers: 5)
    {
        _expectations = new(context.Time);
        _events = context.Recorder(Name);
        _jobs = WatchOwn<V1Job>();
        _pods = Watch<V1Pod>(OnPod);
        _pods.AddControllerIndex();
        _claimer = new(Client, _pods);
        _writer = new(Client, _events, _expectations);
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_jobs.Get(key) is not { } job)
        {
            _expectations.Forget(key);

            // The Job is gone: nobody counts its pods any more, and with the finalizer they could never go.
            var left = _pods.List(key.Namespace).Where(pod => JobPods.IsTracked(pod) && pod.ControllerOf() is { Kind: "Job" } of && of.Name == key.Name);
            var stray = _pods.Orphans(key.Namespace).Where(pod => JobPods.IsTracked(pod) && !JobsThatMatch(pod).Any());
            await ReleaseAsync(left.Concat(stray), cancellationToken).ConfigureAwait(false);
            return ReconcileResult.Done;
        }

        if (job.Spec.ManagedBy is { Length: > 0 } manager && manager != OurselvesManage)
            return ReconcileResult.Done;
        var owner = OwnerIdentity.Of(job);
        if (JobConditions.IsOver(job) || job.IsDeleting())
        {
            await ReleaseAsync(_pods.OwnedBy(owner.Uid).Where(JobPods.IsTracked), cancellationToken).ConfigureAwait(false);
            return ReconcileResult.Done;
        }

        if (!_expectations.Satisfied(key))
            return ReconcileResult.Done;
        var pods = await _claimer.ClaimAsync(job, LabelMatcher.Of(job.Spec.Selector), cancellationToken).ConfigureAwait(false);
        return await PassAsync(job, owner, pods, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ReconcileResult> PassAsync(V1Job job, OwnerIdentity owner, List<V1Pod> pods, CancellationToken cancellationToken)
    {
        var announced = JobConditions.Announced(job);
        var tally = JobTally.Of(job, pods, jobIsOver: announced is not null);
        var verdict = announced ?? JobVerdict.Judge(job, tally, pods, Now);
        var plan = JobPlan.Decide(job, tally, pods, verdict is not null);
        var wait = plan.Create.Count > 0 ? JobBackoff.Wait(job, pods, Now) : TimeSpan.Zero;
        if (wait > TimeSpan.Zero)
            plan = plan with { Create = [] };

        // Pods the Job itself stops while it goes on are no failures: without the finalizer nobody counts them.
        if (verdict is null)
            await ReleaseAsync(plan.Delete.Where(JobPods.IsTracked), cancellationToken).ConfigureAwait(false);
        var error = await _writer.DeleteAsync(owner, job.Reference(), plan.Delete, cancellationToken).ConfigureAwait(false);
        if (error is null && plan.Create.Count > 0)
        {
            var made = plan.Create.Select(item => JobPods.Make(job, item.Index, item.Failures)).ToArray();
            error = await _writer.CreateAsync(owner, job.Reference(), made, cancellationToken).ConfigureAwait(false);
        }

        var created = error is null ? plan.Create.Count : 0;
        var status = JobStatusMaker.Make(job, tally, verdict, pods, plan, created, Now);
        var before = job.Status;
        if (!JobStatusMaker.Same(status, before))
        {
            job = await Client.For<V1Job>().UpdateStatusAsync(job with { Status = status }, cancellationToken).ConfigureAwait(false);
            Announce(job, before, verdict);
        }

        // Only now: a finalizer may go when the status that was written holds the note of its pod.
        await ReleaseAsync(Noted(job, pods, tally), cancellationToken).ConfigureAwait(false);
        return error is not null ? ReconcileResult.Failed(error) : NextLook(job, wait);
    }

    private static IEnumerable<V1Pod> Noted(V1Job job, List<V1Pod> pods, JobTally tally)
    {
        var noted = (job.Status?.UncountedTerminatedPods?.Succeeded ?? []).Concat(job.Status?.UncountedTerminatedPods?.Failed ?? []).ToHashSet();
        return pods.Where(pod => JobPods.IsTracked(pod) && (noted.Contains(pod.Metadata.Uid) || tally.Release.Contains(pod)));
    }

    private ReconcileResult NextLook(V1Job job, TimeSpan wait)
    {
        TimeSpan? next = wait > TimeSpan.Zero ? wait : null;
        if (job.Spec.ActiveDeadlineSeconds is { } deadline && job.Status?.StartTime is { } start && !JobConditions.IsOver(job))
        {
            var left = start.AddSeconds(deadline) - Now;
            if (left > TimeSpan.Zero && (next is null || left < next))
                next = left;
        }

        return next is { } delay ? ReconcileResult.Later(delay) : ReconcileResult.Done;
    }

    private void Announce(V1Job job, V1JobStatus? before, JobVerdict? verdict)
    {
        var wasSuspended = before?.Conditions?.Any(condition => condition is { Type: JobNames.Suspended, Status: "True" }) == true;
        var isSuspended = JobConditions.Find(job, JobNames.Suspended) is not null;
        if (isSuspended && !wasSuspended)
            _events.Normal(job.Reference(), "Suspended", "Job suspended");
        else if (wasSuspended && !isSuspended)
            _events.Normal(job.Reference(), "Resumed", "Job resumed");
        if (!JobConditions.IsOver(job) || verdict is null)
            return;
        if (verdict.Success)
            _events.Normal(job.Reference(), "Completed", "Job completed");
        else
            _events.Warning(job.Reference(), verdict.Reason, verdict.Message);
    }

    private Task ReleaseAsync(IEnumerable<V1Pod> pods, CancellationToken cancellationToken) =>
        Task.WhenAll(pods.ToArray().Select(pod => ReleaseAsync(pod, cancellationToken)));

    private async Task ReleaseAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var rest = pod.Metadata.Finalizers.Where(name => name != JobNames.Finalizer).Select(name => (DocNode)name);
        var metadata = new DocObject
        {
            { "uid", pod.Metadata.Uid },
            { "resourceVersion", pod.Metadata.ResourceVersion },
            { "finalizers", new DocArray(rest) },
        };
        try
        {
            await Client.For<V1Pod>().PatchAsync(
                pod.Metadata.NamespaceProperty, pod.Metadata.Name, Patch.Merge(new() { { "metadata", metadata } }), cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            // Gone, or changed meanwhile: the change brings the Job back here.
        }
    }

    private void OnPod(InformerChange<V1Pod> change)
    {
        var pod = change.Current;
        if (change.Before?.ControllerOf() is { Kind: "Job" } former)
            Queue.Add(new(pod.Metadata.NamespaceProperty, former.Name));
        if (pod.ControllerOf() is { } controller)
        {
            var key = new ObjectKey(pod.Metadata.NamespaceProperty, controller.Name);
            if (controller.Kind != "Job")
                return;
            _expectations.Seen(key, change);
            Queue.Add(key);
        }
        else if (!change.IsDeletion)
        {
            var candidates = JobsThatMatch(pod).ToArray();
            foreach (var job in candidates)
                Queue.Add(job.Key());

            // A pod that a Job has let go keeps the finalizer, and nobody would take it off.
            if (candidates.Length == 0 && JobPods.IsTracked(pod))
                Queue.Add(new(pod.Metadata.NamespaceProperty, NoJob));
        }
    }

    private IEnumerable<V1Job> JobsThatMatch(V1Pod pod) =>
        _jobs.List(pod.Metadata.NamespaceProperty).Where(job => LabelMatcher.Of(job.Spec.Selector).Matches(pod.Metadata.Labels));
}

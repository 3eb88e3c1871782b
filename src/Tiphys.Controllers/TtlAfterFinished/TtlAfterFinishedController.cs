using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Jobs;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.TtlAfterFinished;

/// <summary>Deletes Jobs some time after they ended, as <c>ttlSecondsAfterFinished</c> asks.</summary>
internal sealed class TtlAfterFinishedController : KeyedController
{
    private readonly ObjectCache<V1Job> _jobs;

    public TtlAfterFinishedController(ControllerContext context)
        : base(context, "ttl-after-finished-controller") =>
        _jobs = Watch<V1Job>(change =>
        {
            if (!change.IsDeletion && change.After.Spec.TtlSecondsAfterFinished is not null && JobConditions.IsOver(change.After))
                Queue.Add(change.After.Key());
        });

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_jobs.Get(key) is not { } job || job.IsDeleting() || job.Spec.TtlSecondsAfterFinished is not { } seconds)
            return ReconcileResult.Done;
        var end = JobConditions.Find(job, JobNames.Complete) ?? JobConditions.Find(job, JobNames.Failed);
        if (end?.LastTransitionTime is not { } at)
            return ReconcileResult.Done;
        var left = at.AddSeconds(seconds) - Now;
        if (left > TimeSpan.Zero)
            return ReconcileResult.Later(left);
        var sameOnly = DeleteQuery.Foreground with { Uid = job.Metadata.Uid, ResourceVersion = job.Metadata.ResourceVersion };
        await Client.For<V1Job>().TryDeleteAsync(key.Namespace, key.Name, cancellationToken, sameOnly).ConfigureAwait(false);
        return ReconcileResult.Done;
    }
}

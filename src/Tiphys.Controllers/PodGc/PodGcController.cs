using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client.Informers;
using Tiphys.Client.Json;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.PodGc;

/// <summary>Removes pods that no node agent will ever confirm as gone, and ended pods beyond a threshold.</summary>
internal sealed class PodGcController : PeriodicController
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(40);
    private readonly ObjectCache<V1Pod> _pods;
    private readonly ObjectCache<V1Node> _nodes;
    private readonly Dictionary<string, long> _missingSince = [];

    public PodGcController(ControllerContext context)
        : base(context, "pod-garbage-collector-controller", Period)
    {
        _pods = Follow<V1Pod>();
        _nodes = Follow<V1Node>();
    }

    protected override async Task LookAsync(CancellationToken cancellationToken)
    {
        var pods = _pods.List();
        foreach (var pod in PodGarbagePlan.Surplus(pods, Context.Options.TerminatedPodThreshold))
            await RemoveAsync(pod, null, cancellationToken).ConfigureAwait(false);
        foreach (var pod in PodGarbagePlan.NeverStarted(pods))
            await RemoveAsync(pod, null, cancellationToken).ConfigureAwait(false);
        foreach (var pod in PodGarbagePlan.OutOfService(pods, name => _nodes.Get("", name)))
            await RemoveAsync(pod, "PodGC: the node was taken out of service", cancellationToken).ConfigureAwait(false);
        foreach (var pod in PodGarbagePlan.Stranded(pods, IsGone))
            await RemoveAsync(pod, "PodGC: node no longer exists", cancellationToken).ConfigureAwait(false);
    }

    private bool IsGone(string node)
    {
        if (_nodes.Get("", node) is not null)
        {
            _missingSince.Remove(node);
            return false;
        }

        // A node that was just deleted may be on its way back under the same name.
        _missingSince.TryAdd(node, Context.Time.GetTimestamp());
        return Context.Time.GetElapsedTime(_missingSince[node]) >= Quarantine;
    }

    private async Task RemoveAsync(V1Pod pod, string? disruption, CancellationToken cancellationToken)
    {
        try
        {
            if (disruption is not null && !pod.IsEnded())
                await FailAsync(pod, disruption, cancellationToken).ConfigureAwait(false);
            var now = DeleteQuery.Default with { GracePeriodSeconds = 0, Uid = pod.Metadata.Uid };
            await Client.For<V1Pod>().TryDeleteAsync(pod.Metadata.NamespaceProperty, pod.Metadata.Name, cancellationToken, now).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            // Gone, or changed: the next round looks again.
        }
    }

    private Task FailAsync(V1Pod pod, string message, CancellationToken cancellationToken)
    {
        var status = KubeJson.Clone(pod.Status);
        status.Phase = "Failed";
        status.Conditions = [.. (status.Conditions ?? []).Where(condition => condition.Type != "DisruptionTarget"), new()
        {
            Type = "DisruptionTarget",
            Status = "True",
            Reason = "DeletionByPodGC",
            Message = message,
            LastTransitionTime = Context.Now(),
        }];
        return Client.For<V1Pod>().UpdateStatusAsync(pod with { Status = status }, cancellationToken);
    }
}

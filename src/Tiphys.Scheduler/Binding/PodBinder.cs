using k8s.Models;
using Tiphys.Client;
using Tiphys.Client.Events;
using Tiphys.Client.Objects;
using Tiphys.Scheduler.Cycles;

namespace Tiphys.Scheduler.Binding;

/// <summary>Carries a decision out: binds the volumes, then the pod.</summary>
internal sealed class PodBinder(KubeClient client, VolumeBinder volumes, EventRecorder events)
{
    public async Task BindAsync(CycleOutcome outcome, CancellationToken cancellationToken)
    {
        var pod = outcome.Pod.Pod;
        if (outcome.Volumes is { Unbound.Count: > 0 } demands)
            await volumes.BindAsync(demands, outcome.Node!, cancellationToken).ConfigureAwait(false);
        await client.BindAsync(pod, outcome.Node!.Name, cancellationToken).ConfigureAwait(false);
        events.Normal(pod.Reference(), "Scheduled", $"Successfully assigned {outcome.Pod.Key} to {outcome.Node.Name}");
    }

    /// <summary>Says in the pod's status and in an event that it has no place.</summary>
    public async Task ReportAsync(V1Pod pod, string message, string? nominatedNode, DateTime now, CancellationToken cancellationToken)
    {
        events.Warning(pod.Reference(), "FailedScheduling", message);
        var known = pod.Status?.Conditions?.FirstOrDefault(condition => condition.Type == "PodScheduled");
        var nominated = nominatedNode ?? pod.Status?.NominatedNodeName;
        if (known is { Status: "False", Reason: "Unschedulable" } && known.Message == message && nominated == pod.Status?.NominatedNodeName)
            return;
        var patch = UnschedulablePatch.Make(message, nominatedNode, known, now);
        await client.For<V1Pod>()
            .PatchAsync(pod.Metadata.NamespaceProperty, pod.Metadata.Name, patch, cancellationToken, "status").ConfigureAwait(false);
    }
}

using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Events;
using Tiphys.Client.Requests;
using Tiphys.Client.Transport;
using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Preemption;

namespace Tiphys.Scheduler.Binding;

/// <summary>Makes room: marks and deletes the pods that must go.</summary>
internal sealed class VictimRemover(KubeClient client, EventRecorder events, string scheduler, ILogger logger)
{
    public Task RemoveAsync(PreemptionPlan plan, V1Pod winner, DateTime now, CancellationToken cancellationToken) =>
        Task.WhenAll(plan.Victims.Where(victim => !victim.IsDeleting).Select(victim => RemoveAsync(victim, plan.Node, winner, now, cancellationToken)));

    private async Task RemoveAsync(PodEntry victim, string node, V1Pod winner, DateTime now, CancellationToken cancellationToken)
    {
        try
        {
            var pods = client.For<V1Pod>();
            await pods.PatchAsync(
                victim.Key.Namespace, victim.Key.Name, UnschedulablePatch.Preempted(victim.Uid, scheduler, now), cancellationToken, "status").ConfigureAwait(false);
            await pods.TryDeleteAsync(
                victim.Key.Namespace, victim.Key.Name, cancellationToken, DeleteQuery.Default with { Uid = victim.Uid }).ConfigureAwait(false);
            var about = new V1ObjectReference
            {
                ApiVersion = "v1",
                Kind = "Pod",
                Name = victim.Key.Name,
                NamespaceProperty = victim.Key.Namespace,
                Uid = victim.Uid,
            };
            events.Normal(about, "Preempted", $"Preempted by pod {winner.Metadata.Uid} on node {node}");
        }
        catch (Exception e) when (e is ApiException or ApiUnreachableException)
        {
            // Gone already, or to be tried again with the pod that needs the room.
            logger.LogDebug("{Pod} was not preempted: {Error}", victim.Key, e.Message);
        }
    }
}

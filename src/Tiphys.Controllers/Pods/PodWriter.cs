using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Events;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Ownership;

namespace Tiphys.Controllers.Pods;

/// <summary>Creates and deletes pods for their owner, many at a time, with the events upstream's controllers leave.</summary>
internal sealed class PodWriter(KubeClient client, EventRecorder events, Expectations expectations)
{
    /// <summary>
    /// Creates the pods in batches that double from one, so that a template the server refuses costs one request and not hundreds.
    /// </summary>
    /// <returns>The first error, null if all were created. The rest of the pods is then not tried.</returns>
    public async Task<ApiException?> CreateAsync(
        OwnerIdentity owner, V1ObjectReference about, IReadOnlyList<V1Pod> pods, CancellationToken cancellationToken)
    {
        expectations.ExpectCreations(owner.Key, pods.Count);
        var created = 0;
        for (var batch = 1; created < pods.Count; batch *= 2)
        {
            var take = Math.Min(batch, pods.Count - created);
            var errors = await Task.WhenAll(Enumerable.Range(created, take)
                .Select(index => TryCreateAsync(owner, about, pods[index], cancellationToken))).ConfigureAwait(false);
            created += take;
            if (errors.FirstOrDefault(error => error is not null) is not { } first)
                continue;
            for (var i = created; i < pods.Count; i++)
                expectations.CreationSeen(owner.Key);
            return first;
        }

        return null;
    }

    /// <summary>Deletes the pods, all at once.</summary>
    /// <returns>The first error, null if all are gone or going.</returns>
    public async Task<ApiException?> DeleteAsync(
        OwnerIdentity owner, V1ObjectReference about, IReadOnlyCollection<V1Pod> pods, CancellationToken cancellationToken)
    {
        expectations.ExpectDeletions(owner.Key, pods.Select(pod => pod.Metadata.Uid));
        var errors = await Task.WhenAll(pods.Select(pod => TryDeleteAsync(owner, about, pod, cancellationToken))).ConfigureAwait(false);
        return errors.FirstOrDefault(error => error is not null);
    }

    private async Task<ApiException?> TryCreateAsync(OwnerIdentity owner, V1ObjectReference about, V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            var made = await client.For<V1Pod>().CreateAsync(pod, cancellationToken).ConfigureAwait(false);
            events.Normal(about, "SuccessfulCreate", $"Created pod: {made.Metadata.Name}");
            return null;
        }
        catch (ApiException e)
        {
            expectations.CreationSeen(owner.Key);

            // A namespace on its way out takes no new objects: nothing to report, nothing to retry.
            if (e.Causes.Any(cause => cause.Reason == "NamespaceTerminating"))
                return null;
            events.Warning(about, "FailedCreate", $"Error creating: {e.Message}");
            return e;
        }
        catch
        {
            expectations.CreationSeen(owner.Key);
            throw;
        }
    }

    private async Task<ApiException?> TryDeleteAsync(OwnerIdentity owner, V1ObjectReference about, V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            var sameOnly = DeleteQuery.Default with { Uid = pod.Metadata.Uid };
            if (await client.For<V1Pod>().TryDeleteAsync(pod.Metadata.NamespaceProperty, pod.Metadata.Name, cancellationToken, sameOnly).ConfigureAwait(false))
                events.Normal(about, "SuccessfulDelete", $"Deleted pod: {pod.Metadata.Name}");
            else
                expectations.DeletionSeen(owner.Key, pod.Metadata.Uid);
            return null;
        }
        catch (ApiException e)
        {
            expectations.DeletionSeen(owner.Key, pod.Metadata.Uid);
            events.Warning(about, "FailedDelete", $"Error deleting: {e.Message}");
            return e;
        }
    }
}

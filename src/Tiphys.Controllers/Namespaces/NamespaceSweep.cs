using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Discovery;
using Tiphys.Client.Requests;

namespace Tiphys.Controllers.Namespaces;

/// <summary>Deletes everything in a namespace, of whatever type, and counts what is left.</summary>
/// <remarks>Pods go first and alone: what they use (policies, secrets, volumes) must not vanish under them. Upstream: KEP-5080.</remarks>
internal sealed class NamespaceSweep(KubeClient client, DiscoveryClient discovery)
{
    public async Task<SweepResult> RunAsync(string ns, CancellationToken cancellationToken)
    {
        var served = await discovery.ReadAsync(cancellationToken).ConfigureAwait(false);
        var resources = served.Resources.Where(resource => resource.Namespaced && resource.Can("delete", "list")).ToArray();
        var remaining = new Dictionary<string, int>();
        var finalizers = new Dictionary<string, int>();
        var errors = new List<string>();
        foreach (var wave in resources.GroupBy(IsPods).OrderByDescending(group => group.Key))
        {
            foreach (var resource in wave)
                await EmptyAsync(resource, ns, remaining, finalizers, errors, cancellationToken).ConfigureAwait(false);
            if (remaining.Count > 0 || errors.Count > 0)
            {
                if (wave.Key)
                    break;
            }
        }

        return new(remaining, finalizers, served.FailedGroupVersions, errors);
    }

    private static bool IsPods(DiscoveredResource resource) => resource.Type is { Group: "", Resource: "pods" };

    private async Task EmptyAsync(
        DiscoveredResource resource,
        string ns,
        Dictionary<string, int> remaining,
        Dictionary<string, int> finalizers,
        List<string> errors,
        CancellationToken cancellationToken)
    {
        var objects = client.Partial(resource.Type);
        try
        {
            var before = await objects.ListAsync(ns, ListQuery.All, cancellationToken).ConfigureAwait(false);
            if (before.Items.Count == 0)
                return;
            if (resource.Can("deletecollection"))
                await objects.DeleteCollectionAsync(ns, ListQuery.All, cancellationToken, DeleteQuery.Background).ConfigureAwait(false);
            else
            {
                foreach (var item in before.Items)
                    await objects.TryDeleteAsync(ns, item.Metadata.Name, cancellationToken, DeleteQuery.Background).ConfigureAwait(false);
            }

            var left = await objects.ListAsync(ns, ListQuery.All, cancellationToken).ConfigureAwait(false);
            if (left.Items.Count > 0)
                remaining[$"{resource.Type.Resource}.{resource.Type.Group}"] = left.Items.Count;
            foreach (var finalizer in left.Items.SelectMany(item => item.Metadata.Finalizers ?? []))
                finalizers[finalizer] = finalizers.GetValueOrDefault(finalizer) + 1;
        }
        catch (ApiException e) when (e.Code is 404 or 405)
        {
            // The type went away meanwhile, and its objects with it; or it is a type that cannot be listed or deleted.
        }
        catch (ApiException e)
        {
            errors.Add($"{resource.Type}: {e.Message}");
        }
    }
}

using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Requests;

namespace Tiphys.Controllers.EndpointSlices;

/// <summary>Carries out a <see cref="SlicePlan"/>.</summary>
internal static class SliceApplier
{
    public static async Task ApplyAsync(KubeClient client, SlicePlan plan, CancellationToken cancellationToken)
    {
        var slices = client.For<V1EndpointSlice>();
        foreach (var slice in plan.Create)
            await TryCreateAsync(slices, slice, cancellationToken).ConfigureAwait(false);
        foreach (var slice in plan.Update)
            await slices.UpdateAsync(slice, cancellationToken).ConfigureAwait(false);
        foreach (var slice in plan.Delete)
        {
            await slices.TryDeleteAsync(
                slice.Metadata.NamespaceProperty, slice.Metadata.Name, cancellationToken, DeleteQuery.Default with { Uid = slice.Metadata.Uid }).ConfigureAwait(false);
        }
    }

    private static async Task TryCreateAsync(ResourceClient<V1EndpointSlice> slices, V1EndpointSlice slice, CancellationToken cancellationToken)
    {
        try
        {
            await slices.CreateAsync(slice, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 404 || e.Causes.Any(cause => cause.Reason == "NamespaceTerminating"))
        {
            // The namespace is on its way out, and the service with it.
        }
    }
}

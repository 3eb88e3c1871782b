using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Subresources.Proxying;
using Tiphys.ApiServer.Subresources.Streaming;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Answers authorized requests for aggregated groups by sending them on, with the user's name in the front proxy's headers.</summary>
internal sealed class AggregationProxy(AggregationState state, AggregatedClients clients, CatalogHolder catalog)
{
    /// <returns>False if the path is none of an aggregated group: this server answers.</returns>
    public async ValueTask<bool> TryHandleAsync(RequestContext context)
    {
        if (state.IsEmpty || !TryGroupVersion(context.Info, out var groupVersion) || !state.TryGet(groupVersion, out var service, out var available))
            return false;
        if (!available)
            throw new ApiException(503, StatusReason.ServiceUnavailable, "service unavailable");
        try
        {
            await ForwardAsync(context, service).ConfigureAwait(false);
        }
        catch (IOException e) when (!context.Http.Response.HasStarted)
        {
            throw new ApiException(503, StatusReason.ServiceUnavailable, $"error trying to reach service: {e.Message}");
        }

        return true;
    }

    /// <summary>Discovery paths of a version count too; what this server serves itself it answers itself.</summary>
    private bool TryGroupVersion(RequestInfo info, out GroupVersion groupVersion)
    {
        groupVersion = info.GroupVersion;
        if (!info.IsResourceRequest)
        {
            var parts = info.Path.Trim('/').Split('/');
            if (parts is not ["apis", var group, var version, ..])
                return false;
            groupVersion = new(group, version);
        }

        var asked = groupVersion;
        return groupVersion.Group.Length > 0 && !catalog.Current.All.Any(resource => resource.GroupVersion == asked);
    }

    private async Task ForwardAsync(RequestContext context, AggregatedService service)
    {
        var host = service.Service.Host;
        var path = new ProxyPath("", context.Info.Path + context.Info.Query.Text, null);
        if (UpgradeTunnel.IsUpgrade(context.Http))
        {
            var stream = await clients.ConnectAsync(service, context.Aborted).ConfigureAwait(false);
            await UpgradeTunnel.RunAsync(context, stream, host, path.PathAndQuery, UserHeaders.Of(context.User)).ConfigureAwait(false);
            return;
        }

        var target = new ProxyTarget("https", host, service.Service.Port);
        await new HttpForwarder(clients.ClientOf(service)).ForwardAsync(context, target, path, UserHeaders.Folded(context.User), rewrite: false).ConfigureAwait(false);
    }
}

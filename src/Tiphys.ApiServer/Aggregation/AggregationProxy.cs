using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Subresources.Proxying;
using Tiphys.ApiServer.Subresources.Streaming;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Answers authorized requests for aggregated groups by sending them on, with the user's name in the front proxy's headers.</summary>
internal sealed class AggregationProxy(AggregationState state, AggregatedClients clients, CatalogHolder catalog)
{
    private const string OpenApiPrefix = "/openapi/v3/";

    /// <returns>False if the path is none of an aggregated group: this server answers.</returns>
    public async ValueTask<bool> TryHandleAsync(RequestContext context)
    {
        if (state.IsEmpty || !TryFind(context.Info, out var service, out var available))
            return false;
        try
        {
            if (!available)
                throw new ApiException(503, StatusReason.ServiceUnavailable, "service unavailable");
            await ForwardAsync(context, service).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiException or IOException && !context.Http.Response.HasStarted)
        {
            // The answer is no Status: it is about the way, not from the API.
            var message = e is ApiException ? e.Message : $"error trying to reach service: {e.Message}";
            await Responder.WriteTextAsync(context, (e as ApiException)?.Code ?? 503, message + "\n").ConfigureAwait(false);
        }

        return true;
    }

    private bool TryFind(RequestInfo info, [NotNullWhen(true)] out AggregatedService? service, out bool available)
    {
        available = true;
        if (info.Path.StartsWith(OpenApiPrefix, StringComparison.Ordinal) && state.TryGetDocument(info.Path[OpenApiPrefix.Length..].TrimEnd('/'), out service))
            return !catalog.Current.All.Any(resource => $"{OpenApiPrefix}apis/{resource.GroupVersion}" == info.Path);
        service = null;
        return TryGroupVersion(info, out var groupVersion) && state.TryGet(groupVersion, out service, out available);
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
        var path = new ProxyPath("", new PathString(context.Info.Path).ToUriComponent() + context.Info.Query.Text, null);
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

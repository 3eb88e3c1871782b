using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Subresources.Nodes;
using Tiphys.ApiServer.Subresources.Streaming;

namespace Tiphys.ApiServer.Subresources.Proxying;

/// <summary>The proxy subresource of pods, services and nodes: finds the target, then forwards the request or tunnels the upgrade.</summary>
internal sealed class ProxyHandler(IObjectReader reader, NodeLocator nodes, NodeConnector connector, AdmissionRunner admission, ConnectGate gate) : ISubresourceHandler
{
    private readonly HttpForwarder _toAgents = new(connector.MakeClient(connector.AgentTls));
    private readonly HttpForwarder _toOthers = new(connector.MakeClient(NodeConnector.AnyTls));

    public async Task HandleAsync(RequestContext context, ResourceInfo resource)
    {
        var path = ProxyPath.Of(context);
        await AdmitAsync(context, resource).ConfigureAwait(false);
        var target = resource.Resource switch
        {
            "pods" => await PodTarget.FindAsync(context, reader).ConfigureAwait(false),
            "services" => await ServiceTarget.FindAsync(context, reader).ConfigureAwait(false),
            _ => NodeTarget.Find(context, nodes),
        };
        if (UpgradeTunnel.IsUpgrade(context.Http))
        {
            await TunnelAsync(context, target, path).ConfigureAwait(false);
            return;
        }

        if (path.RedirectTo is { } location && context.Info.Method is "GET" or "HEAD")
        {
            context.Http.Response.StatusCode = 301;
            context.Http.Response.Headers.Location = path.RedirectTo;
            return;
        }

        await (target.IsAgent ? _toAgents : _toOthers).ForwardAsync(context, target, path).ConfigureAwait(false);
    }

    private async Task TunnelAsync(RequestContext context, ProxyTarget target, ProxyPath path)
    {
        // An upgrade through a node's agent can run commands in any pod there.
        if (target.IsAgent)
            await gate.EnsureMayCreateAsync(context).ConfigureAwait(false);
        var tls = target.Scheme == "https" ? target.IsAgent ? connector.AgentTls(target.Host) : NodeConnector.AnyTls(target.Host) : null;
        var stream = await connector.ConnectAsync(target.Host, target.Port, tls, context.Aborted).ConfigureAwait(false);
        await UpgradeTunnel.RunAsync(context, stream, target.Authority, path.PathAndQuery).ConfigureAwait(false);
    }

    private async Task AdmitAsync(RequestContext context, ResourceInfo resource)
    {
        var options = new DocObject { { "kind", $"{resource.Kind}ProxyOptions" }, { "apiVersion", "v1" }, { "path", context.Info.Tail } };
        var request = WriteRequest.Of(context, resource, "CreateOptions") with { DryRun = false };
        var attributes = AdmissionRunner.Attributes(request, AdmissionOperation.Connect, options, null);
        await admission.MutateAsync(request, attributes).ConfigureAwait(false);
        await admission.ValidateAsync(request, attributes).ConfigureAwait(false);
    }
}

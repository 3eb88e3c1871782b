using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Subresources.Nodes;

namespace Tiphys.ApiServer.Subresources.Streaming;

/// <summary>exec, attach and portforward: authorized, admitted, then a tunnel to the node's agent, which speaks WebSocket and SPDY itself.</summary>
internal sealed class PodStreamHandler(IObjectReader reader, NodeLocator nodes, NodeConnector connector, AdmissionRunner admission, ConnectGate gate) : ISubresourceHandler
{
    public async Task HandleAsync(RequestContext context, ResourceInfo resource)
    {
        var info = context.Info;
        if (info.Verb is not ("get" or "create"))
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        await gate.EnsureMayCreateAsync(context).ConfigureAwait(false);
        var (pod, agent) = await PodOnNode.FindAsync(context, reader, nodes).ConfigureAwait(false);
        var container = info.Subresource == "portforward" ? "" : PodContainers.Choose(pod, info.Name, info.Query.Get("container"));
        await AdmitAsync(context, resource, container).ConfigureAwait(false);
        if (!UpgradeTunnel.IsUpgrade(context.Http))
            throw ApiException.BadRequest("Upgrade request required");
        var target = await connector.ConnectAgentAsync(agent, context.Aborted).ConfigureAwait(false);
        await UpgradeTunnel.RunAsync(context, target, $"{agent.Host}:{agent.Port}", AgentPath(info, container)).ConfigureAwait(false);
    }

    private async Task AdmitAsync(RequestContext context, ResourceInfo resource, string container)
    {
        var request = WriteRequest.Of(context, resource, "CreateOptions");
        var attributes = AdmissionRunner.Attributes(request, AdmissionOperation.Connect, StreamOptions(context.Info, container), null);
        await admission.MutateAsync(request, attributes).ConfigureAwait(false);
        await admission.ValidateAsync(request, attributes).ConfigureAwait(false);
    }

    private static DocObject StreamOptions(RequestInfo info, string container)
    {
        var options = new DocObject
        {
            { "kind", info.Subresource switch { "exec" => "PodExecOptions", "attach" => "PodAttachOptions", _ => "PodPortForwardOptions" } },
            { "apiVersion", "v1" },
        };
        if (info.Subresource == "portforward")
        {
            options["ports"] = new DocArray(info.Query.GetAll("ports").Where(port => int.TryParse(port, out _)).Select(port => (DocNode)int.Parse(port!)));
            return options;
        }

        foreach (var flag in (ReadOnlySpan<string>)["stdin", "stdout", "stderr", "tty"])
            options[flag] = info.Query.GetBool(flag) ? DocBool.True : null;
        options["container"] = container;
        if (info.Subresource == "exec")
            options["command"] = new DocArray(info.Query.GetAll("command").Select(part => (DocNode)part!));
        return options;
    }

    /// <summary>The agent's path and its own names for the options.</summary>
    private static string AgentPath(RequestInfo info, string container)
    {
        var verb = info.Subresource == "portforward" ? "portForward" : info.Subresource;
        var path = new StringBuilder($"/{verb}/{Escape(info.Namespace)}/{Escape(info.Name)}");
        if (container.Length > 0)
            path.Append('/').Append(Escape(container));
        var parts = new List<string>();
        foreach (var (ours, theirs) in (ReadOnlySpan<(string, string)>)[("stdin", "input"), ("stdout", "output"), ("stderr", "error"), ("tty", "tty")])
        {
            if (container.Length > 0 && info.Query.GetBool(ours))
                parts.Add($"{theirs}=1");
        }

        if (info.Subresource == "exec")
            parts.AddRange(info.Query.GetAll("command").Select(part => $"command={Escape(part!)}"));
        if (info.Subresource == "portforward")
            parts.AddRange(info.Query.GetAll("ports").Select(port => $"port={Escape(port!)}"));
        return parts.Count == 0 ? path.ToString() : path.Append('?').AppendJoin('&', parts).ToString();
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);
}

using Microsoft.Extensions.Logging;
using Tiphys.Client;
using Tiphys.Node.Cri;
using Tiphys.Node.Stats;
using Tiphys.Node.Streaming.PortForwarding;

namespace Tiphys.Node.Server;

/// <summary>Puts the node agent's server together.</summary>
internal static class NodeServerParts
{
    public static NodeRequestHandler Create(
        NodeServerOptions server,
        NodeOptions options,
        NodeParts parts,
        KubeClient client,
        IContainerRuntime runtime,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        var lookup = new PodLookup(parts.Pods);
        var usage = new UsageReader(runtime, parts.Pods, time);
        var pods = new PodListEndpoint(parts.Pods, parts.Status);
        var endpoints = new Dictionary<string, INodeEndpoint>
        {
            ["exec"] = new RemoteCommandEndpoint(lookup, runtime, isAttach: false),
            ["attach"] = new RemoteCommandEndpoint(lookup, runtime, isAttach: true),
            ["portForward"] = new PortForwardEndpoint(lookup, new PodDialer(runtime)),
            ["run"] = new RunEndpoint(lookup, runtime),
            ["containerLogs"] = new ContainerLogEndpoint(lookup, time),
            ["pods"] = pods,
            ["runningpods"] = pods,
            ["stats"] = new StatsEndpoint(usage, options.NodeName, time),
            ["metrics"] = new MetricsEndpoint(usage, parts.Pods, time),
            ["healthz"] = new HealthEndpoint(),
            ["logs"] = new NodeLogEndpoint(Path.Combine(options.DataDirectory, "logs")),
        };
        return new NodeRequestHandler(
            new NodeAuthentication(client, server.ClientAuthorities, time),
            new NodeAuthorization(client, options.NodeName, time),
            endpoints,
            loggers.CreateLogger<NodeRequestHandler>());
    }
}

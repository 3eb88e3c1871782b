using System.Net;
using Microsoft.Extensions.Logging;
using Tiphys.Client.Informers;
using Tiphys.Controllers;
using Tiphys.Host.Configuration;
using Tiphys.Host.Pki;
using Tiphys.Network;
using Tiphys.Network.Dns;
using Tiphys.Network.LoadBalancer;
using Tiphys.Network.Nftables;
using Tiphys.Network.Policy;
using Tiphys.Network.Processes;
using Tiphys.Network.Proxy;
using Tiphys.Node;
using Tiphys.Node.Server;
using Tiphys.Scheduler;

namespace Tiphys.Host.Server;

/// <summary>
/// The parts around the API server: each writes with an identity of its own, as its upstream peer does; they read through one set of informers.
/// </summary>
internal sealed class ClusterComponents(ControlPlane plane, ClusterOptions options, ClusterPki pki, ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>Names under which pods reach this machine, the second for what was written for Docker Desktop.</summary>
    private static readonly string[] HostNames = ["host.tiphys.internal", "host.docker.internal"];

    private readonly SharedInformerFactory _informers = new(plane.Client("system:tiphys", "system:masters"), time, loggers);

    public void AddTo(ComponentHost host)
    {
        if (!options.Disabled.Contains("controllers"))
            host.Add("controllers", MakeControllers().RunAsync);
        if (!options.Disabled.Contains("scheduler"))
            host.Add("scheduler", new SchedulerService(plane.Client("system:kube-scheduler", "system:masters"), _informers, time, loggers).RunAsync);
        if (!options.Disabled.Contains("proxy"))
            host.Add("service proxy", MakeProxy().RunAsync);
        // Without a node there are no pods here to guard.
        if (!options.Disabled.Contains("policy") && !options.Disabled.Contains("node"))
            host.Add("network policies", MakePolicies().RunAsync);
        if (!options.Disabled.Contains("loadbalancer"))
            host.Add("load balancer", MakeLoadBalancer().RunAsync);
        if (!options.Disabled.Contains("dns"))
            AddDns(host);
        if (!options.Disabled.Contains("node"))
            host.Add("node agent", RunNodeAsync);
        host.Add("informers", _informers.RunAsync);
    }

    private void AddDns(ComponentHost host)
    {
        var settings = new DnsOptions
        {
            Domain = options.ClusterDomain,
            Address = options.PodGateway,
            ServiceAddress = options.ClusterDns,
            OwnNetworks = [options.PodCidr, options.ServiceCidr],
            Names = HostNames.ToDictionary(name => name, _ => (IReadOnlyList<IPAddress>)[options.PodGateway]),
        };
        var objects = new KubeDnsObjects(plane.Client("system:kube-dns", "system:masters"), settings, time);
        host.Add("dns", async token =>
        {
            using var server = new ClusterDns(_informers, settings, time, loggers.CreateLogger<ClusterDns>());
            await Task.WhenAll(objects.EnsureAsync(server.Address, token), server.RunAsync(token)).ConfigureAwait(false);
        });
    }

    private async Task RunNodeAsync(CancellationToken cancellationToken)
    {
        var client = plane.Client($"system:node:{options.NodeName}", "system:nodes");
        var serving = new NodeServerOptions
        {
            Endpoints = [.. options.NodeAgentAddresses.Select(address => new IPEndPoint(address, options.NodeAgentPort))],
            Certificate = pki.NodeAgent.Certificate,
            ClientAuthorities = [pki.Authority.Certificate],
        };
        await using var agent = new NodeAgent(NodeLayout.Of(options).Node, client, time, loggers, serving);
        await agent.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private ControllerManager MakeControllers()
    {
        var settings = new ControllerManagerOptions
        {
            RootCaPem = File.ReadAllText(pki.Authority.CertificatePath),
            SigningCaPem = File.ReadAllText(pki.Authority.CertificatePath),
            SigningKeyPem = File.ReadAllText(pki.Authority.KeyPath),
            LocalPathDirectory = Path.Combine(options.DataDir, "volumes"),
            LocalNode = options.Disabled.Contains("node") ? null : options.NodeName,
            ClusterCidr = options.PodCidr.ToString(),
            SignSecretToken = plane.LegacyTokens is { } tokens ? tokens.Issue : null,
        };
        return new(plane.Client("system:kube-controller-manager", "system:masters"), _informers, time, loggers, settings);
    }

    private NetworkOptions Network
    {
        get
        {
            var layout = NodeLayout.Of(options);
            return new NetworkOptions
            {
                NodeName = options.NodeName,
                TableName = layout.Tables[0],
                ClusterCidrs = [options.PodCidr],
                PodCidrs = [options.NodePodCidr],
                PodDevice = layout.Node.BridgeName,
            };
        }
    }

    private ServiceProxy MakeProxy() =>
        new(_informers, new NftCommand(), new ToolCommand(), Network, time, loggers.CreateLogger<ServiceProxy>());

    private NetworkPolicyEnforcer MakePolicies() =>
        new(_informers, new NftCommand(), Network, time, loggers.CreateLogger<NetworkPolicyEnforcer>());

    private LoadBalancerController MakeLoadBalancer() => new(
        plane.Client("system:service-controller", "system:masters"), _informers, options.LoadBalancerCidr, time, loggers.CreateLogger<LoadBalancerController>());
}

using System.Net;
using Microsoft.Extensions.Logging;
using Tiphys.Client;
using Tiphys.Client.Informers;
using Tiphys.Node.Containerd;
using Tiphys.Node.Cri;
using Tiphys.Node.Images;
using Tiphys.Node.Nodes;
using Tiphys.Node.Pods.Sources;
using Tiphys.Node.Server;

namespace Tiphys.Node;

/// <summary>
/// The node agent: registers this machine as a Node and runs the pods assigned to it. It keeps a private containerd for that. Neither the agent's
/// end nor containerd's ends a container: whoever starts next finds them running and takes over.
/// </summary>
/// <remarks>
/// <code>
///   API watch, manifests → PodWorkers → PodWorker (one loop per pod) → PodSync → PodApplier → IContainerRuntime
///                                ^                        |
///            RuntimeWatch (containerd's events)           +→ PodStatusWriter → API
/// </code>
/// </remarks>
public sealed partial class NodeAgent : IAsyncDisposable
{
    private readonly NodeOptions _options;
    private readonly KubeClient _client;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly ContainerdPaths _paths;
    private readonly CriRuntime _runtime;
    private readonly ContainerdSupervisor _supervisor;
    private readonly SharedInformerFactory _informers;
    private readonly NodeServerOptions? _serverOptions;

    /// <param name="options">Settings.</param>
    /// <param name="client">The API, with the node's identity (system:node:NAME in group system:nodes).</param>
    /// <param name="server">The agent's HTTPS server; without it no logs, no streams and no statistics can be had from this node.</param>
    public NodeAgent(NodeOptions options, KubeClient client, TimeProvider time, ILoggerFactory loggers, NodeServerOptions? server = null)
    {
        (_options, _client, _time, _loggers, _serverOptions) = (options, client, time, loggers, server);
        _paths = new ContainerdPaths(options.DataDirectory, options.RuntimeDirectory);
        _runtime = new CriRuntime(_paths.Socket);
        Images = new ImageStore(_runtime, _paths, time);
        _supervisor = new ContainerdSupervisor(_paths, options, _runtime, Images, time, loggers.CreateLogger<ContainerdSupervisor>());
        _informers = new SharedInformerFactory(client, time, loggers);
    }

    /// <summary>The images of this node.</summary>
    public ImageStore Images { get; }

    /// <summary>The container runtime, for statistics and streams.</summary>
    public IContainerRuntime Runtime => _runtime;

    /// <summary>Runs until cancelled. Pods go on running then.</summary>
    /// <exception cref="ContainerdException">There is no usable containerd.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var facts = GatherFacts();
        using var registration = new NodeRegistration(_client, _options, facts, _runtime, _time, _loggers.CreateLogger<NodeRegistration>());
        var registered = registration.RegisterAsync(life.Token);
        var cidr = _options.PodCidr ?? await AssignedAsync(registration, registered, life.Token).ConfigureAwait(false);
        facts = facts with { GatewayAddress = Gateway(cidr) };
        await _supervisor.StartAsync(cidr, life.Token).ConfigureAwait(false);
        await registered.ConfigureAwait(false);
        await using var parts = new NodeParts(_options, facts, _client, _runtime, Images, _supervisor, _informers, _time, _loggers);
        await using var server = await StartServerAsync(parts, life.Token).ConfigureAwait(false);
        registration.Port = server?.Port ?? _options.Port;
        try
        {
            await RunPartsAsync(parts, registration, life).ConfigureAwait(false);
        }
        finally
        {
            await life.CancelAsync().ConfigureAwait(false);
            await parts.Pods.DrainAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Stops every pod of this node and containerd. Data stays.</summary>
    public async Task StopEverythingAsync(CancellationToken cancellationToken)
    {
        if (ContainerdProcess.Find(_paths.ConfigFile) is null)
            return;
        var sandboxes = await _runtime.ListPodSandboxesAsync(null, cancellationToken).ConfigureAwait(false);
        var containers = await _runtime.ListContainersAsync(null, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(containers.Select(container => _runtime.StopContainerAsync(container.Id, TimeSpan.FromSeconds(10), cancellationToken))).ConfigureAwait(false);
        await Task.WhenAll(sandboxes.Select(sandbox => _runtime.StopPodSandboxAsync(sandbox.Id, cancellationToken))).ConfigureAwait(false);
        await _supervisor.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _runtime.Dispose();
        await Task.CompletedTask.ConfigureAwait(false);
    }

    private async Task<NodeServer?> StartServerAsync(NodeParts parts, CancellationToken cancellationToken)
    {
        if (_serverOptions is not { } server)
            return null;
        var handler = NodeServerParts.Create(server, _options, parts, _client, _runtime, _time, _loggers);
        return await NodeServer.StartAsync(server, handler, cancellationToken).ConfigureAwait(false);
    }

    private async Task RunPartsAsync(NodeParts parts, NodeRegistration registration, CancellationTokenSource life)
    {
        parts.Pods.NodeLabels = () => registration.Node?.Metadata.Labels;
        parts.Pods.RefreshNode = registration.RegisterAsync;
        parts.Pods.Start(life.Token);
        registration.SetReady(null);
        var lease = new NodeLease(_client, _options, () => registration.Node, _time, _loggers.CreateLogger<NodeLease>());
        var source = new ApiPodSource(_client, _options.NodeName, parts.Pods, _time, _loggers.CreateLogger<ApiPodSource>());
        List<Task> running =
        [
            registration.RunAsync(life.Token),
            lease.RunAsync(life.Token),
            _informers.RunAsync(life.Token),
            source.RunAsync(life.Token),
        ];
        var files = MakeStaticSource(parts, source, registration);
        if (files is not null)
            running.Add(files.RunAsync(life.Token));
        running.Add(parts.RunAsync(() => SyncedAsync(source, files, life.Token), life.Token));

        // The first to end takes all with it: a node of which a part is missing must not look alive.
        await Task.WhenAny(running).ConfigureAwait(false);
        await life.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var failed in running.Where(task => task.IsFaulted))
            await failed.ConfigureAwait(false);
    }

    private StaticPodSource? MakeStaticSource(NodeParts parts, ApiPodSource source, NodeRegistration registration)
    {
        if (_options.StaticPodDirectory is not { } directory)
            return null;
        var mirrors = new MirrorPods(_client, () => registration.Node, _loggers.CreateLogger<MirrorPods>());
        return new StaticPodSource(directory, _options.NodeName, parts.Pods, source, mirrors, _time, _loggers.CreateLogger<StaticPodSource>());
    }

    private static async Task SyncedAsync(ApiPodSource source, StaticPodSource? files, CancellationToken cancellationToken)
    {
        await source.WaitForSyncAsync(cancellationToken).ConfigureAwait(false);
        if (files is not null)
            await files.Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IPNetwork> AssignedAsync(NodeRegistration registration, Task registered, CancellationToken cancellationToken)
    {
        await registered.ConfigureAwait(false);
        return await registration.PodCidrAsync(cancellationToken).ConfigureAwait(false);
    }

    private NodeFacts GatherFacts()
    {
        var capacity = MachineInfo.Capacity(_options.DataDirectory, _options.MaxPods);
        var address = _options.NodeAddress ?? MachineInfo.DefaultAddress();
        return new NodeFacts(_options.NodeName, address.ToString(), null, capacity, MachineInfo.Allocatable(capacity));
    }

    /// <summary>The first address of the pods' network is the bridge's, as host-local gives it out.</summary>
    private static string Gateway(IPNetwork cidr)
    {
        var bytes = cidr.BaseAddress.GetAddressBytes();
        bytes[^1]++;
        return new IPAddress(bytes).ToString();
    }
}

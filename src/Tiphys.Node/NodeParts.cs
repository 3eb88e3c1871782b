using Microsoft.Extensions.Logging;
using Tiphys.Client;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Node.Cgroups;
using Tiphys.Node.Containerd;
using Tiphys.Node.Cri;
using Tiphys.Node.Images;
using Tiphys.Node.Logs;
using Tiphys.Node.Pods;
using Tiphys.Node.Pods.Containers;
using Tiphys.Node.Pods.Lifecycle;
using Tiphys.Node.Pods.Probes;
using Tiphys.Node.Pods.Sandboxes;
using Tiphys.Node.Pods.Status;
using Tiphys.Node.Volumes;

namespace Tiphys.Node;

/// <summary>The parts of a running node agent, put together.</summary>
internal sealed class NodeParts : IAsyncDisposable
{
    private readonly ReferencedObjects _references;
    private readonly RuntimeWatch _watch;
    private readonly LogRotation _rotation;
    private readonly ImageCleaner _imageCleaner;

    public NodeParts(
        NodeOptions options,
        NodeFacts facts,
        KubeClient client,
        IContainerRuntime runtime,
        ImageStore store,
        ContainerdSupervisor supervisor,
        SharedInformerFactory informers,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        Facts = facts;
        Directories = new PodDirectories(options.DataDirectory);
        Events = new EventRecorder(client, "kubelet", time, loggers.CreateLogger<EventRecorder>(), options.NodeName);
        Status = new PodStatusWriter(client, time, loggers.CreateLogger<PodStatusWriter>());
        _references = new ReferencedObjects(client, informers, time, loggers.CreateLogger<ReferencedObjects>());
        var tokens = new ServiceAccountTokens(client, time);
        var images = new ImagePuller(runtime, _references, Events, time);
        var mounter = new VolumeMounter(Directories, new ProjectedFiles(_references, tokens), tokens, new ImageVolume(images, store), client, time);
        var cgroups = new PodCgroups(options.CgroupRoot);
        var security = new SecurityContextBuilder(Directories);
        var sandboxes = new SandboxStarter(runtime, new SandboxConfigBuilder(options, Directories, cgroups, security), Directories, cgroups, options, Events);
        var hooks = new HookRunner(runtime, time);
        var configs = new ContainerConfigBuilder(new ContainerEnvironment(_references), new ContainerMounts(Directories, new SubPathBinder(Directories)), security, cgroups);
        var starter = new ContainerStarter(runtime, images, configs, hooks, Events, facts);
        var stopper = new ContainerStopper(runtime, hooks, Events, facts, time);
        Pods = new PodWorkers(
            new PodWorkerServices
            {
                Client = client,
                Runtime = runtime,
                Reader = new RuntimePodReader(runtime),
                Index = new ContainerIndex(),
                Applier = new PodApplier(runtime, sandboxes, starter, stopper, cgroups, facts, Events),
                Stopper = stopper,
                Sandboxes = sandboxes,
                Images = images,
                Volumes = new PodVolumes(mounter, _references),
                Cgroups = cgroups,
                Status = Status,
                Messages = new TerminationMessages(),
                Prober = new Prober(runtime),
                Events = Events,
                Directories = Directories,
                Node = facts,
                Time = time,
            },
            loggers);
        Orphans = new OrphanCleaner(runtime, Pods, Directories, mounter, cgroups, loggers.CreateLogger<OrphanCleaner>());
        _rotation = new LogRotation(runtime, Pods, options, time, loggers.CreateLogger<LogRotation>());
        _imageCleaner = new ImageCleaner(runtime, options, time, loggers.CreateLogger<ImageCleaner>());
        _watch = new RuntimeWatch(runtime, supervisor, Pods, Orphans, time, loggers.CreateLogger<RuntimeWatch>());
    }

    public NodeFacts Facts { get; }

    public PodDirectories Directories { get; }

    public EventRecorder Events { get; }

    public PodStatusWriter Status { get; }

    public PodWorkers Pods { get; }

    public OrphanCleaner Orphans { get; }

    /// <summary>Runs everything that belongs to pods, until cancelled.</summary>
    /// <param name="sourcesSynced">Completes when every source has told of all its pods: what belongs to none of them may then go.</param>
    public async Task RunAsync(Func<Task> sourcesSynced, CancellationToken cancellationToken)
    {
        var running = Task.WhenAll(
            Events.RunAsync(cancellationToken),
            Status.RunAsync(cancellationToken),
            _watch.RunAsync(cancellationToken),
            _rotation.RunAsync(cancellationToken),
            _imageCleaner.RunAsync(cancellationToken));
        try
        {
            await sourcesSynced().ConfigureAwait(false);
            Orphans.SourcesReady = true;
        }
        catch (OperationCanceledException)
        {
            // The agent ends before it ever had a list.
        }

        await running.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Status.Dispose();
        await _references.DisposeAsync().ConfigureAwait(false);
    }
}

using Grpc.Net.Client;
using Tiphys.Node.Cri.ContainerdEvents;
using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Cri;

/// <summary>The container runtime behind a CRI v1 socket; containerd's event service on the same socket tells of ends.</summary>
public sealed class CriRuntime : IContainerRuntime, IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly RuntimeService.RuntimeServiceClient _runtime;
    private readonly ImageService.ImageServiceClient _images;
    private readonly Events.EventsClient _events;

    /// <param name="socketPath">The runtime's unix socket. It need not exist yet.</param>
    public CriRuntime(string socketPath)
    {
        _channel = UnixSocketChannel.Open(socketPath);
        _runtime = new(_channel);
        _images = new(_channel);
        _events = new(_channel);
    }

    public Task<VersionResponse> VersionAsync(CancellationToken cancellationToken) =>
        CriCall.AwaitAsync(_runtime.VersionAsync(new VersionRequest { Version = "v1" }, cancellationToken: cancellationToken));

    public Task<StatusResponse> StatusAsync(CancellationToken cancellationToken) =>
        CriCall.AwaitAsync(_runtime.StatusAsync(new StatusRequest(), cancellationToken: cancellationToken));

    public async Task<string> RunPodSandboxAsync(PodSandboxConfig config, CancellationToken cancellationToken) =>
        (await CriCall.AwaitAsync(_runtime.RunPodSandboxAsync(new RunPodSandboxRequest { Config = config }, cancellationToken: cancellationToken))
            .ConfigureAwait(false)).PodSandboxId;

    public Task StopPodSandboxAsync(string sandboxId, CancellationToken cancellationToken) =>
        CriCall.IgnoreMissingAsync(_runtime.StopPodSandboxAsync(new PodSandboxIdRequest { PodSandboxId = sandboxId }, cancellationToken: cancellationToken));

    public Task RemovePodSandboxAsync(string sandboxId, CancellationToken cancellationToken) =>
        CriCall.IgnoreMissingAsync(_runtime.RemovePodSandboxAsync(new PodSandboxIdRequest { PodSandboxId = sandboxId }, cancellationToken: cancellationToken));

    public Task<PodSandboxStatusResponse> PodSandboxStatusAsync(string sandboxId, bool verbose, CancellationToken cancellationToken)
    {
        var request = new PodSandboxStatusRequest { PodSandboxId = sandboxId, Verbose = verbose };
        return CriCall.AwaitAsync(_runtime.PodSandboxStatusAsync(request, cancellationToken: cancellationToken));
    }

    public async Task<IReadOnlyList<PodSandbox>> ListPodSandboxesAsync(string? podUid, CancellationToken cancellationToken)
    {
        var request = new ListPodSandboxRequest();
        if (podUid is not null)
            request.Filter = new PodSandboxFilter { LabelSelector = { [CriLabels.PodUid] = podUid } };
        return (await CriCall.AwaitAsync(_runtime.ListPodSandboxAsync(request, cancellationToken: cancellationToken)).ConfigureAwait(false)).Items;
    }

    public async Task<string> CreateContainerAsync(
        string sandboxId,
        ContainerConfig config,
        PodSandboxConfig sandboxConfig,
        CancellationToken cancellationToken)
    {
        var request = new CreateContainerRequest { PodSandboxId = sandboxId, Config = config, SandboxConfig = sandboxConfig };
        return (await CriCall.AwaitAsync(_runtime.CreateContainerAsync(request, cancellationToken: cancellationToken)).ConfigureAwait(false)).ContainerId;
    }

    public Task StartContainerAsync(string containerId, CancellationToken cancellationToken) =>
        CriCall.AwaitAsync(_runtime.StartContainerAsync(Id(containerId), cancellationToken: cancellationToken));

    public Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken)
    {
        var request = new StopContainerRequest { ContainerId = containerId, Timeout = (long)Math.Ceiling(grace.TotalSeconds) };
        return CriCall.IgnoreMissingAsync(_runtime.StopContainerAsync(request, cancellationToken: cancellationToken));
    }

    public Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken) =>
        CriCall.IgnoreMissingAsync(_runtime.RemoveContainerAsync(Id(containerId), cancellationToken: cancellationToken));

    public async Task<IReadOnlyList<Container>> ListContainersAsync(string? podUid, CancellationToken cancellationToken)
    {
        var request = new ListContainersRequest();
        if (podUid is not null)
            request.Filter = new ContainerFilter { LabelSelector = { [CriLabels.PodUid] = podUid } };
        return (await CriCall.AwaitAsync(_runtime.ListContainersAsync(request, cancellationToken: cancellationToken)).ConfigureAwait(false)).Containers;
    }

    public async Task<ContainerStatus?> ContainerStatusAsync(string containerId, CancellationToken cancellationToken)
    {
        var request = new ContainerStatusRequest { ContainerId = containerId };
        var found = await CriCall.FindAsync(_runtime.ContainerStatusAsync(request, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return found?.Status;
    }

    public Task UpdateContainerResourcesAsync(string containerId, LinuxContainerResources resources, CancellationToken cancellationToken)
    {
        var request = new UpdateContainerResourcesRequest { ContainerId = containerId, Linux = resources };
        return CriCall.AwaitAsync(_runtime.UpdateContainerResourcesAsync(request, cancellationToken: cancellationToken));
    }

    public Task ReopenContainerLogAsync(string containerId, CancellationToken cancellationToken) =>
        CriCall.AwaitAsync(_runtime.ReopenContainerLogAsync(Id(containerId), cancellationToken: cancellationToken));

    public Task<ExecSyncResponse> ExecSyncAsync(
        string containerId,
        IEnumerable<string> command,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        var request = new ExecSyncRequest { ContainerId = containerId, Timeout = (long)Math.Ceiling(timeout.TotalSeconds) };
        request.Cmd.AddRange(command);
        return CriCall.AwaitAsync(_runtime.ExecSyncAsync(request, cancellationToken: cancellationToken));
    }

    public async Task<Uri> ExecAsync(ExecRequest request, CancellationToken cancellationToken) =>
        new((await CriCall.AwaitAsync(_runtime.ExecAsync(request, cancellationToken: cancellationToken)).ConfigureAwait(false)).Url);

    public async Task<Uri> AttachAsync(AttachRequest request, CancellationToken cancellationToken) =>
        new((await CriCall.AwaitAsync(_runtime.AttachAsync(request, cancellationToken: cancellationToken)).ConfigureAwait(false)).Url);

    public async Task<IReadOnlyList<ContainerStats>> ListContainerStatsAsync(CancellationToken cancellationToken) =>
        (await CriCall.AwaitAsync(_runtime.ListContainerStatsAsync(new ListContainerStatsRequest(), cancellationToken: cancellationToken))
            .ConfigureAwait(false)).Stats;

    public async Task<IReadOnlyList<Image>> ListImagesAsync(CancellationToken cancellationToken) =>
        (await CriCall.AwaitAsync(_images.ListImagesAsync(new ListImagesRequest(), cancellationToken: cancellationToken)).ConfigureAwait(false)).Images;

    public async Task<Image?> ImageStatusAsync(string image, CancellationToken cancellationToken)
    {
        var request = new ImageStatusRequest { Image = new ImageSpec { Image = image } };
        return (await CriCall.FindAsync(_images.ImageStatusAsync(request, cancellationToken: cancellationToken)).ConfigureAwait(false))?.Image;
    }

    public async Task<string> PullImageAsync(
        string image,
        AuthConfig? credentials,
        PodSandboxConfig? sandboxConfig,
        CancellationToken cancellationToken)
    {
        var request = new PullImageRequest { Image = new ImageSpec { Image = image }, Auth = credentials, SandboxConfig = sandboxConfig };
        return (await CriCall.AwaitAsync(_images.PullImageAsync(request, cancellationToken: cancellationToken)).ConfigureAwait(false)).ImageRef;
    }

    public Task RemoveImageAsync(string image, CancellationToken cancellationToken)
    {
        var request = new RemoveImageRequest { Image = new ImageSpec { Image = image } };
        return CriCall.IgnoreMissingAsync(_images.RemoveImageAsync(request, cancellationToken: cancellationToken));
    }

    public async Task<IReadOnlyList<FilesystemUsage>> ImageFsInfoAsync(CancellationToken cancellationToken) =>
        (await CriCall.AwaitAsync(_images.ImageFsInfoAsync(new EmptyResponse(), cancellationToken: cancellationToken)).ConfigureAwait(false))
            .ImageFilesystems;

    public IAsyncEnumerable<RuntimeEvent> WatchAsync(CancellationToken cancellationToken) => new ContainerdEventStream(_events).ReadAsync(cancellationToken);

    public void Dispose() => _channel.Dispose();

    private static ContainerIdMessage Id(string containerId) => new() { ContainerId = containerId };
}

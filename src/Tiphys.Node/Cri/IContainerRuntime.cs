using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Cri;

/// <summary>
/// What the node agent asks of a container runtime: the Container Runtime Interface v1, plus the runtime's own account of containers
/// that ended. Sandboxes hold a pod's namespaces and address; containers live in one sandbox.
/// </summary>
/// <remarks>
/// Safe for concurrent callers. Every method throws <see cref="RuntimeFailureException"/> when the runtime answers with an error and
/// <see cref="RuntimeUnavailableException"/> when it does not answer at all (it is being restarted): the latter says nothing about
/// the containers, which go on without the runtime's daemon.
/// </remarks>
public interface IContainerRuntime
{
    Task<VersionResponse> VersionAsync(CancellationToken cancellationToken);

    Task<StatusResponse> StatusAsync(CancellationToken cancellationToken);

    /// <summary>Makes the namespaces, attaches the network and starts the pause process. Returns the sandbox's id.</summary>
    Task<string> RunPodSandboxAsync(PodSandboxConfig config, CancellationToken cancellationToken);

    /// <summary>Ends every process of the sandbox and gives its address back. Idempotent.</summary>
    Task StopPodSandboxAsync(string sandboxId, CancellationToken cancellationToken);

    /// <summary>Removes a sandbox with all its containers. Idempotent.</summary>
    Task RemovePodSandboxAsync(string sandboxId, CancellationToken cancellationToken);

    /// <param name="verbose">Adds the runtime's own details, among them the network namespace's path.</param>
    Task<PodSandboxStatusResponse> PodSandboxStatusAsync(string sandboxId, bool verbose, CancellationToken cancellationToken);

    /// <param name="podUid">Null for the sandboxes of all pods.</param>
    Task<IReadOnlyList<PodSandbox>> ListPodSandboxesAsync(string? podUid, CancellationToken cancellationToken);

    Task<string> CreateContainerAsync(string sandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig, CancellationToken cancellationToken);

    Task StartContainerAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Sends the stop signal, waits <paramref name="grace"/> at most, then kills. Idempotent.</summary>
    Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Idempotent.</summary>
    Task RemoveContainerAsync(string containerId, CancellationToken cancellationToken);

    /// <param name="podUid">Null for the containers of all pods.</param>
    Task<IReadOnlyList<Container>> ListContainersAsync(string? podUid, CancellationToken cancellationToken);

    /// <summary>Null if there is no such container.</summary>
    Task<ContainerStatus?> ContainerStatusAsync(string containerId, CancellationToken cancellationToken);

    Task UpdateContainerResourcesAsync(string containerId, LinuxContainerResources resources, CancellationToken cancellationToken);

    /// <summary>Tells the runtime that a container's log file was moved away.</summary>
    Task ReopenContainerLogAsync(string containerId, CancellationToken cancellationToken);

    /// <summary>Runs a command in a container to its end.</summary>
    /// <exception cref="TimeoutException">It took longer than <paramref name="timeout"/>.</exception>
    Task<ExecSyncResponse> ExecSyncAsync(string containerId, IEnumerable<string> command, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>The address at which the command's streams are to be had, once.</summary>
    Task<Uri> ExecAsync(ExecRequest request, CancellationToken cancellationToken);

    /// <summary>The address at which the container's own streams are to be had, once.</summary>
    Task<Uri> AttachAsync(AttachRequest request, CancellationToken cancellationToken);

    Task<IReadOnlyList<ContainerStats>> ListContainerStatsAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<Image>> ListImagesAsync(CancellationToken cancellationToken);

    /// <summary>Null if the image is not on this node.</summary>
    Task<Image?> ImageStatusAsync(string image, CancellationToken cancellationToken);

    /// <summary>Fetches an image from its registry and returns its id.</summary>
    Task<string> PullImageAsync(string image, AuthConfig? credentials, PodSandboxConfig? sandboxConfig, CancellationToken cancellationToken);

    Task RemoveImageAsync(string image, CancellationToken cancellationToken);

    Task<IReadOnlyList<FilesystemUsage>> ImageFsInfoAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Containers and sandboxes that ended or ran out of memory, as it happens. The stream ends with
    /// <see cref="RuntimeUnavailableException"/> when the runtime goes away; events of the time in between are lost, so the reader looks at
    /// everything once after it has subscribed again.
    /// </summary>
    IAsyncEnumerable<RuntimeEvent> WatchAsync(CancellationToken cancellationToken);
}

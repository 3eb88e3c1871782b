using k8s.Models;
using Tiphys.Client.Events;
using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Images;
using Tiphys.Node.Pods.Lifecycle;
using Tiphys.Node.Pods.Sync;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Pods.Containers;

/// <summary>Starts one container: image, configuration, creation, start, postStart hook, each with the events users look for.</summary>
internal sealed class ContainerStarter(
    IContainerRuntime runtime,
    ImagePuller images,
    ContainerConfigBuilder configs,
    HookRunner hooks,
    EventRecorder events,
    NodeFacts node)
{
    /// <returns>The container's id.</returns>
    /// <exception cref="ContainerConfigException">It could not be started; reason and message are for its waiting state.</exception>
    public async Task<string> StartAsync(
        V1Pod pod,
        ContainerStart start,
        RunningSandbox sandbox,
        RuntimePod runtimePod,
        MountedVolumes volumes,
        int attempt,
        CancellationToken cancellationToken)
    {
        var container = start.Container;
        var about = pod.ReferenceTo(container);
        try
        {
            var image = await images.EnsureAsync(pod, container, sandbox.Config, cancellationToken).ConfigureAwait(false);
            var context = new ContainerContext
            {
                Pod = pod,
                Container = container,
                Attempt = attempt,
                Image = image,
                Addresses = sandbox.Addresses.Count > 0 ? sandbox.Addresses : [node.Address],
                NodeAddress = node.Address,
                Allocatable = node.Allocatable,
                Volumes = volumes,
                TargetContainerId = TargetOf(pod, container, runtimePod),
            };
            var config = await configs.BuildAsync(context, cancellationToken).ConfigureAwait(false);
            var id = await CreateAndStartAsync(sandbox, container, config, about, cancellationToken).ConfigureAwait(false);
            await RunPostStartAsync(container, id, sandbox, about, cancellationToken).ConfigureAwait(false);
            return id;
        }
        catch (ContainerConfigException e) when (e.Reason is not ("ImagePullBackOff" or "ErrImageNeverPull"))
        {
            events.Warning(about, "Failed", $"Error: {(e.Reason is "ErrImagePull" ? e.Reason : e.Message)}");
            throw;
        }
        catch (ContainerConfigException e) when (e.Reason == "ImagePullBackOff")
        {
            events.Warning(about, "Failed", "Error: ImagePullBackOff");
            throw;
        }
    }

    private static string? TargetOf(V1Pod pod, V1Container container, RuntimePod runtimePod)
    {
        var name = pod.Spec.EphemeralContainers?.FirstOrDefault(ephemeral => ephemeral.Name == container.Name)?.TargetContainerName;
        if (string.IsNullOrEmpty(name))
            return null;
        return runtimePod.Latest(name) is { IsRunning: true } target
            ? target.Id
            : throw new ContainerConfigException("CreateContainerError", $"unable to find target container \"{name}\"");
    }

    private async Task<string> CreateAndStartAsync(
        RunningSandbox sandbox,
        V1Container container,
        ContainerConfig config,
        V1ObjectReference about,
        CancellationToken cancellationToken)
    {
        string id;
        try
        {
            id = await runtime.CreateContainerAsync(sandbox.Id, config, sandbox.Config, cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeFailureException e)
        {
            throw new ContainerConfigException("CreateContainerError", e.Message);
        }

        events.Normal(about, "Created", "Container created");
        try
        {
            await runtime.StartContainerAsync(id, cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeFailureException e)
        {
            throw new ContainerConfigException("RunContainerError", e.Message);
        }

        events.Normal(about, "Started", "Container started");
        return id;
    }

    private async Task RunPostStartAsync(V1Container container, string id, RunningSandbox sandbox, V1ObjectReference about, CancellationToken cancellationToken)
    {
        if (container.Lifecycle?.PostStart is not { } hook)
            return;
        try
        {
            await hooks.RunAsync(hook, new HookTarget(container, id, sandbox.Addresses.FirstOrDefault() ?? node.Address), cancellationToken).ConfigureAwait(false);
        }
        catch (HookException e)
        {
            events.Warning(about, "FailedPostStartHook", $"PostStartHook failed: {e.Message}");
            events.Normal(about, "Killing", "FailedPostStartHook");
            await runtime.StopContainerAsync(id, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            throw new ContainerConfigException("PostStartHookError", e.Message);
        }
    }
}

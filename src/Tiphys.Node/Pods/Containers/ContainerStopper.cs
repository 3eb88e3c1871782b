using k8s.Models;
using Tiphys.Client.Events;
using Tiphys.Node.Cri;
using Tiphys.Node.Pods.Lifecycle;

namespace Tiphys.Node.Pods.Containers;

/// <summary>Ends containers: the preStop hook, then the stop signal, then SIGKILL, all within one grace period.</summary>
internal sealed class ContainerStopper(IContainerRuntime runtime, HookRunner hooks, EventRecorder events, NodeFacts node, TimeProvider time)
{
    /// <summary>A container gets that long after its stop signal even when the hook took all the grace there was.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    public async Task StopAsync(V1Pod pod, RuntimeContainer running, RuntimePod runtimePod, TimeSpan grace, string? message, CancellationToken cancellationToken)
    {
        var spec = pod.FindContainer(running.Name);
        var about = spec is null ? pod.PodReference() : pod.ReferenceTo(spec);
        events.Normal(about, "Killing", message ?? $"Stopping container {running.Name}");
        var left = grace;
        if (spec?.Lifecycle?.PreStop is { } hook && grace > TimeSpan.Zero)
            left -= await RunHookAsync(hook, new HookTarget(spec, running.Id, runtimePod.Addresses.FirstOrDefault() ?? node.Address), about, grace, cancellationToken).ConfigureAwait(false);
        await runtime.StopContainerAsync(running.Id, left < Shortest ? Shortest : left, cancellationToken).ConfigureAwait(false);
        AppliedResources.Forget(running.Id);
    }

    /// <summary>
    /// Ends all running containers of a pod: ordinary ones together, then sidecars in the reverse order of their start, as far as the grace goes.
    /// </summary>
    public async Task StopAllAsync(V1Pod pod, RuntimePod runtimePod, TimeSpan grace, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var sidecars = pod.InitContainers().Where(container => container.IsSidecar()).Select(container => container.Name).ToList();
        var running = runtimePod.Containers.Where(container => container.IsRunning).ToArray();
        await Task.WhenAll(running.Where(container => !sidecars.Contains(container.Name))
            .Select(container => StopAsync(pod, container, runtimePod, grace, null, cancellationToken))).ConfigureAwait(false);
        foreach (var name in sidecars.AsEnumerable().Reverse())
        {
            var left = grace - time.GetElapsedTime(began);
            foreach (var container in running.Where(container => container.Name == name))
                await StopAsync(pod, container, runtimePod, left > TimeSpan.Zero ? left : TimeSpan.Zero, null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>The time the hook took.</returns>
    private async Task<TimeSpan> RunHookAsync(V1LifecycleHandler hook, HookTarget target, V1ObjectReference about, TimeSpan limit, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var limited = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limited.Token);
        try
        {
            await hooks.RunAsync(hook, target, both.Token).ConfigureAwait(false);
        }
        catch (HookException e)
        {
            events.Warning(about, "FailedPreStopHook", $"PreStopHook failed: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            events.Warning(about, "FailedPreStopHook", "PreStopHook not completed in grace period");
        }

        return time.GetElapsedTime(began);
    }
}

using k8s.Models;
using Tiphys.Client.Events;
using Tiphys.Node.Cgroups;
using Tiphys.Node.Cri;
using Tiphys.Node.Pods.Containers;
using Tiphys.Node.Pods.Sandboxes;
using Tiphys.Node.Pods.Status;
using Tiphys.Node.Pods.Sync;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Pods;

/// <summary>Carries out what <see cref="PodSync"/> decided.</summary>
internal sealed class PodApplier(
    IContainerRuntime runtime,
    SandboxStarter sandboxes,
    ContainerStarter starter,
    ContainerStopper stopper,
    PodCgroups cgroups,
    NodeFacts node,
    EventRecorder events)
{
    /// <summary>Does what the plan says; the containers that could not be started are added to <paramref name="waiting"/>.</summary>
    /// <param name="volumes">The pod's volumes, awaited before the first container is started.</param>
    /// <exception cref="RuntimeFailureException">The sandbox could not be made.</exception>
    /// <exception cref="VolumeException">The volumes could not be made ready.</exception>
    public async Task ApplyAsync(
        PodSyncInput input,
        PodPlan plan,
        Task<MountedVolumes> volumes,
        Dictionary<string, WaitingReason> waiting,
        CancellationToken cancellationToken)
    {
        var pod = input.Pod;
        if (plan.StopSandbox)
        {
            if (plan.CreateSandbox && input.Runtime.Containers.Count > 0)
                events.Normal(pod.PodReference(), "SandboxChanged", "Pod sandbox changed, it will be killed and re-created.");
            await stopper.StopAllAsync(pod, input.Runtime, pod.GracePeriod(), cancellationToken).ConfigureAwait(false);
            await sandboxes.StopAsync(input.Runtime.Sandboxes, cancellationToken).ConfigureAwait(false);
        }

        await Task.WhenAll(plan.Kill.Select(kill =>
            stopper.StopAsync(pod, kill.Running, input.Runtime, kill.Grace ?? pod.GracePeriod(), kill.Message, cancellationToken))).ConfigureAwait(false);
        await ResizeAsync(pod, plan, cancellationToken).ConfigureAwait(false);
        NoteWaiting(pod, plan, waiting);
        if (plan.Start.Count == 0)
            return;
        var sandbox = await SandboxAsync(input, plan, cancellationToken).ConfigureAwait(false);
        var mounted = await volumes.ConfigureAwait(false);
        foreach (var start in plan.Start)
            await StartAsync(input, start, sandbox, mounted, waiting, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RunningSandbox> SandboxAsync(PodSyncInput input, PodPlan plan, CancellationToken cancellationToken)
    {
        var pod = input.Pod;
        RunningSandbox sandbox;
        if (plan.CreateSandbox)
        {
            var config = sandboxes.Configure(pod, plan.SandboxAttempt);
            var id = await sandboxes.StartAsync(pod, config, cancellationToken).ConfigureAwait(false);
            var status = (await runtime.PodSandboxStatusAsync(id, verbose: false, cancellationToken).ConfigureAwait(false)).Status;
            sandbox = new RunningSandbox(id, config, new RuntimePod([status], []).Addresses);
        }
        else
        {
            var ready = input.Runtime.ReadySandbox!;
            sandbox = new RunningSandbox(ready.Id, sandboxes.Configure(pod, ready.Metadata.Attempt), input.Runtime.Addresses);
        }

        sandboxes.WriteHosts(pod, sandbox.Addresses, node);
        return sandbox;
    }

    private async Task StartAsync(
        PodSyncInput input,
        ContainerStart start,
        RunningSandbox sandbox,
        MountedVolumes volumes,
        Dictionary<string, WaitingReason> waiting,
        CancellationToken cancellationToken)
    {
        var name = start.Container.Name;
        var attempt = start.Former is { } former ? former.Attempt + 1 : KnownRestarts(input.Pod, name);
        try
        {
            if (start.Former is { IsExited: true } ended)
                input.Backoff.Restarted(name, ended.FinishedAt);
            await starter.StartAsync(input.Pod, start, sandbox, input.Runtime, volumes, attempt, cancellationToken).ConfigureAwait(false);
            waiting.Remove(name);
        }
        catch (ContainerConfigException e)
        {
            waiting[name] = new WaitingReason(e.Reason, e.Message);
        }
    }

    /// <summary>What the API remembers of a container that the runtime has forgotten.</summary>
    private static int KnownRestarts(V1Pod pod, string name)
    {
        var known = (pod.Status?.ContainerStatuses ?? []).Concat(pod.Status?.InitContainerStatuses ?? []).FirstOrDefault(status => status.Name == name);
        return known?.ContainerID is { Length: > 0 } ? known.RestartCount + 1 : known?.RestartCount ?? 0;
    }

    private void NoteWaiting(V1Pod pod, PodPlan plan, Dictionary<string, WaitingReason> waiting)
    {
        foreach (var wait in plan.Waiting)
        {
            var name = wait.Container.Name;
            events.Warning(pod.ReferenceTo(wait.Container), "BackOff", $"Back-off restarting failed container {name} in pod {pod.LogName()}");
            waiting[name] = new WaitingReason("CrashLoopBackOff", $"back-off {GoDuration.Format(wait.Whole)} restarting failed container={name} pod={pod.LogName()}");
        }
    }

    private async Task ResizeAsync(V1Pod pod, PodPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Resize.Count == 0 && !plan.Resized)
            return;
        cgroups.Apply(pod);
        foreach (var (container, running) in plan.Resize)
        {
            var amounts = ContainerAmounts.ToLinux(pod, container, (long)ResourceAmounts.Of(node.Allocatable, "memory"), cgroups.UnifiedSettings());
            await runtime.UpdateContainerResourcesAsync(running.Id, amounts, cancellationToken).ConfigureAwait(false);
            AppliedResources.Set(running.Id, ContainerAmounts.Describe(container));
        }
    }
}

using k8s.Models;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Pods.Containers;

namespace Tiphys.Node.Pods.Sync;

/// <summary>
/// Decides what to do next for a pod that is to run: state in, plan out. A pod without a usable sandbox gets a new one and starts over with its
/// init containers; otherwise init containers run one after the other, sidecars stay, and the ordinary containers follow.
/// </summary>
internal static class PodSync
{
    public static PodPlan Decide(PodSyncInput input)
    {
        var plan = new PodPlan();
        var sandbox = UsableSandbox(input);
        if (sandbox is null)
            PlanNewSandbox(input, plan);
        else
            PlanContainers(input, sandbox.Id, plan);
        return plan;
    }

    /// <summary>Only the newest sandbox counts, and only with the network the pod asks for.</summary>
    private static PodSandboxStatus? UsableSandbox(PodSyncInput input)
    {
        var ready = input.Runtime.Sandboxes.Count(sandbox => sandbox.State == PodSandboxState.SandboxReady);
        if (ready != 1 || input.Runtime.ReadySandbox is not { } newest)
            return null;
        return input.Pod.IsHostNetwork() || input.Runtime.Addresses.Count > 0 ? newest : null;
    }

    private static void PlanNewSandbox(PodSyncInput input, PodPlan plan)
    {
        plan.StopSandbox = input.Runtime.Sandboxes.Count > 0;
        plan.SandboxAttempt = input.Runtime.Sandboxes is [var newest, ..] ? newest.Metadata.Attempt + 1 : 0;
        var first = plan.SandboxAttempt == 0 || input.Runtime.Containers.Count == 0;
        var toRun = input.Pod.Spec.Containers.Where(container => first || RunsInNewSandbox(input, container)).ToArray();
        if (toRun.Length == 0)
            return;
        plan.CreateSandbox = true;
        var init = input.Pod.InitContainers().ToArray();
        if (init.Length > 0)
            AddStart(input, plan, init[0], input.Runtime.Latest(init[0].Name), ContainerKind.Init);
        else
            AddOrdinary(input, plan, toRun);
        if (plan.Start.Count == 0)
            plan.CreateSandbox = false;
    }

    private static void AddOrdinary(PodSyncInput input, PodPlan plan, IEnumerable<V1Container> containers)
    {
        foreach (var container in containers)
            AddStart(input, plan, container, input.Runtime.Latest(container.Name), ContainerKind.Ordinary);
    }

    /// <summary>A container that was running when its sandbox went counts as ended by it: it starts anew unless the pod never restarts.</summary>
    private static bool RunsInNewSandbox(PodSyncInput input, V1Container container)
    {
        var latest = input.Runtime.Latest(container.Name);
        return latest is null || !latest.IsExited
            ? (container.RestartPolicy ?? input.Pod.Spec.RestartPolicy) != "Never"
            : RestartPolicy.ShouldRun(input.Pod, container, latest);
    }

    private static void PlanContainers(PodSyncInput input, string sandboxId, PodPlan plan)
    {
        foreach (var container in input.Pod.EphemeralContainers())
        {
            if (input.Runtime.Latest(container.Name) is null)
                plan.Start.Add(new ContainerStart(container, null, ContainerKind.Ephemeral));
        }

        if (!PlanInit(input, sandboxId, plan))
            return;
        foreach (var container in input.Pod.Spec.Containers)
            PlanContainer(input, container, input.Runtime.Latest(container.Name, sandboxId), ContainerKind.Ordinary, plan);
    }

    /// <summary>True when the ordinary containers' turn has come.</summary>
    private static bool PlanInit(PodSyncInput input, string sandboxId, PodPlan plan)
    {
        var past = input.Pod.Spec.Containers.Any(container => input.Runtime.Latest(container.Name, sandboxId) is not null);
        var init = input.Pod.InitContainers().ToArray();
        // Beginning with the last one that has run: an init container that completed may be collected as garbage, those before it have run too.
        var reached = Array.FindLastIndex(init, container => input.Runtime.Latest(container.Name, sandboxId) is not null);
        for (var i = 0; i < init.Length; i++)
        {
            var container = init[i];
            var latest = input.Runtime.Latest(container.Name, sandboxId);
            if (container.IsSidecar())
            {
                if (!PlanContainer(input, container, latest, ContainerKind.Init, plan) && !past)
                    return false;
                if (!past && !input.Health.HasStarted(container, latest!.Id))
                    return false;
            }
            else if (!past && !IsCompleted(latest, i < reached))
            {
                PlanContainer(input, container, latest, ContainerKind.Init, plan);
                return false;
            }
        }

        return true;
    }

    private static bool IsCompleted(RuntimeContainer? latest, bool laterOneHasRun) =>
        latest is null ? laterOneHasRun : latest is { IsExited: true, Status.ExitCode: 0 };

    /// <summary>True if the container runs and goes on running.</summary>
    private static bool PlanContainer(PodSyncInput input, V1Container container, RuntimeContainer? latest, ContainerKind kind, PodPlan plan)
    {
        if (latest is { IsRunning: true })
            return PlanRunning(input, container, latest, kind, plan);
        if (RestartPolicy.ShouldRun(input.Pod, container, latest))
            AddStart(input, plan, container, latest ?? input.Runtime.Latest(container.Name), kind);
        return false;
    }

    private static bool PlanRunning(PodSyncInput input, V1Container container, RuntimeContainer running, ContainerKind kind, PodPlan plan)
    {
        if (running.Annotation(ContainerAnnotations.Hash) is { Length: > 0 } hash && hash != ContainerHash.Of(container))
        {
            plan.Kill.Add(new ContainerKill(running, $"Container {container.Name} definition changed, will be restarted"));
            AddStart(input, plan, container, running, kind);
            return false;
        }

        if (input.Health.Failure(running.Id) is { } failed)
        {
            var restarts = RestartPolicy.RestartsAfter(input.Pod, container, exitCode: 137);
            plan.Kill.Add(new ContainerKill(
                running,
                $"Container {container.Name} failed {failed.Kind} probe" + (restarts ? ", will be restarted" : ""),
                failed.Grace));
            if (restarts)
                AddStart(input, plan, container, running, kind);
            return false;
        }

        if (ContainerAmounts.Matches(container, running))
            return true;
        if (!ContainerAmounts.NeedsRestart(container, running))
        {
            plan.Resize.Add((container, running));
            return true;
        }

        plan.Kill.Add(new ContainerKill(running, $"Container {container.Name} resize requires restart"));
        plan.Resized = true;
        AddStart(input, plan, container, running, kind);
        return false;
    }

    private static void AddStart(PodSyncInput input, PodPlan plan, V1Container container, RuntimeContainer? former, ContainerKind kind)
    {
        if (former is { IsExited: true })
        {
            var remaining = input.Backoff.Remaining(container.Name, former.FinishedAt, input.Now);
            if (remaining > TimeSpan.Zero)
            {
                plan.Waiting.Add(new ContainerWait(container, remaining, input.Backoff.Wait(container.Name)));
                return;
            }
        }

        plan.Start.Add(new ContainerStart(container, former, kind));
    }
}

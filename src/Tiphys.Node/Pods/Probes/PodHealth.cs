using k8s.Models;
using Tiphys.Client.Events;
using Tiphys.Node.Pods.Sync;

namespace Tiphys.Node.Pods.Probes;

/// <summary>The probes of one pod's running containers.</summary>
internal sealed class PodHealth(Prober prober, EventRecorder events, TimeProvider time, Action changed) : IContainerHealth, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ContainerProbes> _probes = [];
    private bool _disposed;

    /// <summary>Starts the probes of containers that run, ends those of containers that do not.</summary>
    public void Follow(V1Pod pod, RuntimePod runtime, string nodeAddress)
    {
        var address = pod.IsHostNetwork() ? nodeAddress : runtime.Addresses.FirstOrDefault() ?? nodeAddress;
        lock (_gate)
        {
            if (_disposed)
                return;
            var running = runtime.Containers.Where(container => container.IsRunning).ToDictionary(container => container.Id);
            foreach (var id in _probes.Keys.Where(id => !running.ContainsKey(id)).ToArray())
                End(id);
            foreach (var container in running.Values.Where(container => !_probes.ContainsKey(container.Id)))
            {
                if (pod.FindContainer(container.Name) is { } spec && HasProbes(spec))
                    _probes[container.Id] = new ContainerProbes(Describe(pod, spec, container, address), prober, events, time, changed);
            }
        }
    }

    /// <summary>Ends all probes: the pod is being stopped.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            foreach (var id in _probes.Keys.ToArray())
                End(id);
        }
    }

    public bool HasStarted(V1Container container, string containerId)
    {
        lock (_gate)
            return !HasProbes(container) || (_probes.GetValueOrDefault(containerId)?.HasStarted ?? container.StartupProbe is null);
    }

    public bool IsReady(V1Container container, string containerId)
    {
        lock (_gate)
            return !HasProbes(container) || (_probes.GetValueOrDefault(containerId)?.IsReady ?? (container.StartupProbe is null && container.ReadinessProbe is null));
    }

    public FailedProbe? Failure(string containerId)
    {
        lock (_gate)
        {
            if (!_probes.TryGetValue(containerId, out var probes))
                return null;
            if (probes.HasFailedStartup)
                return new FailedProbe("startup", probes.StartupGrace);
            return probes.HasFailedLiveness ? new FailedProbe("liveness", probes.LivenessGrace) : null;
        }
    }

    public void Dispose()
    {
        Stop();
        lock (_gate)
            _disposed = true;
    }

    private static bool HasProbes(V1Container container) =>
        container.StartupProbe is not null || container.LivenessProbe is not null || container.ReadinessProbe is not null;

    private static ProbedContainer Describe(V1Pod pod, V1Container spec, RuntimeContainer running, string address)
    {
        var former = (pod.Status?.ContainerStatuses ?? []).Concat(pod.Status?.InitContainerStatuses ?? [])
            .FirstOrDefault(status => status.ContainerID == $"containerd://{running.Id}");
        return new ProbedContainer(spec, running.Id, address, running.StartedAt, pod.ReferenceTo(spec), former?.Started == true, former?.Ready == true);
    }

    private void End(string id)
    {
        _probes[id].Dispose();
        _probes.Remove(id);
    }
}

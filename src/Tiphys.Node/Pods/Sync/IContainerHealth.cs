using k8s.Models;

namespace Tiphys.Node.Pods.Sync;

/// <summary>What the probes and hooks found out about running containers.</summary>
internal interface IContainerHealth
{
    /// <summary>The container came up: its startup probe, if it has one, has passed.</summary>
    bool HasStarted(V1Container container, string containerId);

    /// <summary>The container is ready for traffic: started, and its readiness probe, if it has one, passes.</summary>
    bool IsReady(V1Container container, string containerId);

    /// <summary>The probe by whose verdict the container is to be restarted; null if there is none.</summary>
    FailedProbe? Failure(string containerId);
}

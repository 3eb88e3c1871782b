using k8s.Models;

namespace Tiphys.Node.Pods.Probes;

/// <summary>A running container with probes.</summary>
/// <param name="Container">Its spec.</param>
/// <param name="ContainerId">Its id in the runtime.</param>
/// <param name="Address">Where the pod answers.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Reference">For events.</param>
/// <param name="WasStarted">A former node agent had seen it come up.</param>
/// <param name="WasReady">A former node agent had seen it ready.</param>
internal sealed record ProbedContainer(
    V1Container Container,
    string ContainerId,
    string Address,
    DateTime StartedAt,
    V1ObjectReference Reference,
    bool WasStarted,
    bool WasReady);

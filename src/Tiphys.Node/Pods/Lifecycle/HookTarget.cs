using k8s.Models;

namespace Tiphys.Node.Pods.Lifecycle;

/// <summary>The running container a hook is for.</summary>
/// <param name="Container">Its spec, for named ports.</param>
/// <param name="ContainerId">Its id in the runtime.</param>
/// <param name="Address">The address at which the pod answers.</param>
internal sealed record HookTarget(V1Container Container, string ContainerId, string Address);

using k8s.Models;

namespace Tiphys.Node.Pods.Sync;

/// <summary>A container to be started.</summary>
/// <param name="Container">Its spec.</param>
/// <param name="Former">The one that ended before, in whatever sandbox; null for the first.</param>
/// <param name="Kind">Which list of the spec it stands in.</param>
internal sealed record ContainerStart(V1Container Container, RuntimeContainer? Former, ContainerKind Kind);

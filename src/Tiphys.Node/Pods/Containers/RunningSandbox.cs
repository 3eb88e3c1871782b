using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Pods.Containers;

/// <summary>The sandbox that containers are started in.</summary>
internal sealed record RunningSandbox(string Id, PodSandboxConfig Config, IReadOnlyList<string> Addresses);

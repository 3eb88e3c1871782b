using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Pods;

/// <summary>All that the runtime knows of one pod at one moment.</summary>
/// <param name="Sandboxes">The newest first.</param>
/// <param name="Containers">Of all sandboxes, the newest first.</param>
internal sealed record RuntimePod(IReadOnlyList<PodSandboxStatus> Sandboxes, IReadOnlyList<RuntimeContainer> Containers)
{
    public static RuntimePod Empty { get; } = new([], []);

    /// <summary>The sandbox in use; null if there is none or the newest is not ready.</summary>
    public PodSandboxStatus? ReadySandbox => Sandboxes is [{ State: PodSandboxState.SandboxReady } newest, ..] ? newest : null;

    /// <summary>The pod's addresses; empty for the host's network or without a ready sandbox.</summary>
    public IReadOnlyList<string> Addresses => ReadySandbox?.Network is { Ip.Length: > 0 } network
        ? [network.Ip, .. network.AdditionalIps.Select(more => more.Ip)]
        : [];

    /// <summary>The newest container of a name, whatever its state.</summary>
    public RuntimeContainer? Latest(string name) => Containers.FirstOrDefault(container => container.Name == name);

    /// <summary>The newest container of a name in one sandbox.</summary>
    public RuntimeContainer? Latest(string name, string sandboxId) =>
        Containers.FirstOrDefault(container => container.Name == name && container.SandboxId == sandboxId);

    /// <summary>The container of a name that ended before the newest one.</summary>
    public RuntimeContainer? Former(string name) => Containers.Where(container => container.Name == name).Skip(1).FirstOrDefault();

    public RuntimeContainer? ById(string id) => Containers.FirstOrDefault(container => container.Id == id);
}

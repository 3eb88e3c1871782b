using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Pods;

/// <summary>One container of a pod as the runtime knows it, dead ones included.</summary>
internal sealed record RuntimeContainer(string SandboxId, ContainerStatus Status)
{
    public string Id => Status.Id;

    public string Name => Status.Labels.TryGetValue(CriLabels.ContainerName, out var name) ? name : Status.Metadata.Name;

    /// <summary>How often the container was restarted before this one.</summary>
    public int Attempt => (int)Status.Metadata.Attempt;

    public bool IsRunning => Status.State == ContainerState.ContainerRunning;

    public bool IsExited => Status.State == ContainerState.ContainerExited;

    public DateTime StartedAt => FromNanoseconds(Status.StartedAt);

    public DateTime FinishedAt => FromNanoseconds(Status.FinishedAt);

    public string Annotation(string name) => Status.Annotations.TryGetValue(name, out var value) ? value : "";

    private static DateTime FromNanoseconds(long value) => DateTime.UnixEpoch.AddTicks(value / 100);
}

namespace Tiphys.Node.Cri;

/// <summary>The labels by which pods find their sandboxes and containers again; the names every CRI client uses.</summary>
public static class CriLabels
{
    public const string PodName = "io.kubernetes.pod.name";
    public const string PodNamespace = "io.kubernetes.pod.namespace";
    public const string PodUid = "io.kubernetes.pod.uid";
    public const string ContainerName = "io.kubernetes.container.name";
}

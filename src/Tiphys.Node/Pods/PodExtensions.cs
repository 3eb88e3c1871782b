using k8s.Models;

namespace Tiphys.Node.Pods;

/// <summary>Short questions to a pod.</summary>
internal static class PodExtensions
{
    private const string SourceAnnotation = "kubernetes.io/config.source";
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";

    public static string Uid(this V1Pod pod) => pod.Metadata.Uid;

    /// <summary><c>name_namespace(uid)</c>, the form in upstream's messages.</summary>
    public static string LogName(this V1Pod pod) => $"{pod.Metadata.Name}_{pod.Metadata.NamespaceProperty}({pod.Metadata.Uid})";

    /// <summary>The pod comes from a file of this node.</summary>
    public static bool IsStatic(this V1Pod pod) => pod.Metadata.Annotations?.TryGetValue(SourceAnnotation, out var source) == true && source != "api";

    /// <summary>The API's picture of a static pod.</summary>
    public static bool IsMirror(this V1Pod pod) => pod.Metadata.Annotations?.ContainsKey(MirrorAnnotation) == true;

    public static bool IsHostNetwork(this V1Pod pod) => pod.Spec.HostNetwork == true;

    /// <summary>Restartable init container: it starts in the init sequence and runs beside the others.</summary>
    public static bool IsSidecar(this V1Container container) => container.RestartPolicy == "Always";

    public static IEnumerable<V1Container> InitContainers(this V1Pod pod) => pod.Spec.InitContainers ?? [];

    public static IEnumerable<V1Container> EphemeralContainers(this V1Pod pod) => pod.Spec.EphemeralContainers?.Select(AsContainer) ?? [];

    /// <summary>Init, ephemeral and ordinary containers.</summary>
    public static IEnumerable<V1Container> AllContainers(this V1Pod pod) => pod.InitContainers().Concat(pod.Spec.Containers).Concat(pod.EphemeralContainers());

    public static V1Container? FindContainer(this V1Pod pod, string name) => pod.AllContainers().FirstOrDefault(container => container.Name == name);

    public static bool IsTerminal(this V1Pod pod) => pod.Status?.Phase is "Succeeded" or "Failed";

    /// <summary>The grace period of a deletion or, without one, of the spec; 30 seconds if neither says.</summary>
    public static TimeSpan GracePeriod(this V1Pod pod) =>
        TimeSpan.FromSeconds(pod.Metadata.DeletionGracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? 30);

    /// <summary>A reference for events about the pod.</summary>
    public static V1ObjectReference PodReference(this V1Pod pod) => Reference(pod, "");

    /// <summary>A reference for events about one of its containers.</summary>
    public static V1ObjectReference ReferenceTo(this V1Pod pod, V1Container container)
    {
        var list = pod.Spec.Containers.Any(c => c.Name == container.Name) ? "containers"
            : pod.InitContainers().Any(c => c.Name == container.Name) ? "initContainers"
            : "ephemeralContainers";
        return Reference(pod, $"spec.{list}{{{container.Name}}}");
    }

    private static V1ObjectReference Reference(V1Pod pod, string fieldPath) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Name = pod.Metadata.Name,
        NamespaceProperty = pod.Metadata.NamespaceProperty,
        Uid = pod.Metadata.Uid,
        ResourceVersion = pod.Metadata.ResourceVersion,
        FieldPath = fieldPath.Length == 0 ? null : fieldPath,
    };

    private static V1Container AsContainer(V1EphemeralContainer e) => new()
    {
        Name = e.Name,
        Image = e.Image,
        Command = e.Command,
        Args = e.Args,
        WorkingDir = e.WorkingDir,
        Env = e.Env,
        EnvFrom = e.EnvFrom,
        Resources = e.Resources,
        VolumeMounts = e.VolumeMounts,
        TerminationMessagePath = e.TerminationMessagePath,
        TerminationMessagePolicy = e.TerminationMessagePolicy,
        ImagePullPolicy = e.ImagePullPolicy,
        SecurityContext = e.SecurityContext,
        Stdin = e.Stdin,
        StdinOnce = e.StdinOnce,
        Tty = e.Tty,
    };
}

using k8s.Models;

namespace Tiphys.Node.Pods;

/// <summary>Where pods' files are. The names below a pod's directory are upstream's.</summary>
internal sealed class PodDirectories(string dataDirectory)
{
    public string PodsRoot { get; } = Path.Combine(dataDirectory, "pods");

    public string LogsRoot { get; } = Path.Combine(dataDirectory, "logs", "pods");

    /// <summary>Profiles that containers may name by <c>localhostProfile</c>.</summary>
    public string SeccompRoot { get; } = Path.Combine(dataDirectory, "seccomp");

    public string Pod(string uid) => Path.Combine(PodsRoot, uid);

    public string Volume(string uid, string plugin, string name) => Path.Combine(Pod(uid), "volumes", plugin, name);

    /// <summary>Where a safely opened sub path is bound, one directory per container and mount.</summary>
    public string SubPaths(string uid) => Path.Combine(Pod(uid), "volume-subpaths");

    public string Container(string uid, string container) => Path.Combine(Pod(uid), "containers", container);

    public string HostsFile(string uid) => Path.Combine(Pod(uid), "etc-hosts");

    public string Logs(V1Pod pod) => Logs(pod.Metadata.NamespaceProperty, pod.Metadata.Name, pod.Metadata.Uid);

    public string Logs(string ns, string name, string uid) => Path.Combine(LogsRoot, $"{ns}_{name}_{uid}");
}

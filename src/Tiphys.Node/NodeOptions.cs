using System.Net;

namespace Tiphys.Node;

/// <summary>Settings of one node agent. Every path below the data directory outlives a reboot; the runtime directory need not.</summary>
public sealed record NodeOptions
{
    /// <summary>The Node object's name.</summary>
    public required string NodeName { get; init; }

    /// <summary>The cluster's name; tells the bridge and the cgroups of several clusters on one machine apart. Default "tiphys".</summary>
    public string ClusterName { get; init; } = "tiphys";

    /// <summary>Data directory; the node agent uses <c>containerd</c>, <c>pods</c>, <c>logs</c>, <c>cni</c> below it.</summary>
    public string DataDirectory { get; init; } = "/var/lib/tiphys";

    /// <summary>Runtime directory for sockets and state that a reboot may take.</summary>
    public string RuntimeDirectory { get; init; } = "/run/tiphys";

    /// <summary>Where the CNI plugins are; the first directory that has <c>bridge</c> is used.</summary>
    public IReadOnlyList<string> CniBinDirectories { get; init; } = ["/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"];

    /// <summary>The addresses of this node's pods, as a prefix; null takes it from the Node object's spec.podCIDR.</summary>
    public IPNetwork? PodCidr { get; init; }

    /// <summary>Name of the pods' bridge device, at most 15 characters.</summary>
    public string BridgeName { get; init; } = "tiphys0";

    /// <summary>MTU of the pod network; 0 leaves the kernel's default.</summary>
    public int Mtu { get; init; }

    /// <summary>Name servers for pods with dnsPolicy ClusterFirst.</summary>
    public IReadOnlyList<string> ClusterDns { get; init; } = ["10.43.0.10"];

    public string ClusterDomain { get; init; } = "cluster.local";

    /// <summary>The node's address as the API shows it; null takes the address of the default route.</summary>
    public IPAddress? NodeAddress { get; init; }

    /// <summary>The node agent's server; port 0 takes a free one.</summary>
    public int Port { get; init; } = 10250;

    /// <summary>Where the node agent's server listens, beside loopback. Null for loopback only.</summary>
    public IPAddress? ListenAddress { get; init; }

    /// <summary>Directory with manifests of static pods; null for none.</summary>
    public string? StaticPodDirectory { get; init; }

    /// <summary>Mirrors and credentials of registries (the format k3s uses); null or a missing file for none.</summary>
    public string? RegistriesFile { get; init; } = "/etc/tiphys/registries.yaml";

    /// <summary>Labels set when the Node object is made.</summary>
    public IReadOnlyDictionary<string, string> NodeLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>Taints set when the Node object is made, as <c>key=value:Effect</c>.</summary>
    public IReadOnlyList<string> NodeTaints { get; init; } = [];

    /// <summary>Most pods on this node; upstream's default is 110.</summary>
    public int MaxPods { get; init; } = 110;

    /// <summary>Root of our cgroups below the hierarchy's mount point.</summary>
    public string CgroupRoot => $"/{ClusterName}/kubepods";

    /// <summary>Size at which a container's log file is rotated; upstream's default is 10 MiB.</summary>
    public long ContainerLogMaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Rotated files kept per container, the current one included; upstream's default is 5.</summary>
    public int ContainerLogMaxFiles { get; init; } = 5;

    /// <summary>How often the node's status is written when nothing changed; upstream's default is 5 minutes.</summary>
    public TimeSpan StatusReportInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the lease in kube-node-lease holds; it is renewed at a quarter of that.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>The version shown as kubeletVersion.</summary>
    public string KubernetesVersion { get; init; } = "v1.36.0";
}

namespace Tiphys.Host.Lifecycle;

/// <summary>A program that must be on the machine and the Debian package that brings it.</summary>
/// <param name="Paths">Where it may stand; the first that exists will do.</param>
internal sealed record PackageRequirement(string Program, string Package, params IReadOnlyList<string> Paths)
{
    public static readonly IReadOnlyList<PackageRequirement> All =
    [
        new("containerd", "containerd", "/usr/bin/containerd", "/usr/local/bin/containerd"),
        new("runc", "runc", "/usr/sbin/runc", "/usr/bin/runc", "/usr/local/sbin/runc", "/usr/local/bin/runc"),
        new("the CNI plugins", "containernetworking-plugins", "/usr/lib/cni/bridge", "/opt/cni/bin/bridge"),
        new("nft", "nftables", "/usr/sbin/nft", "/usr/bin/nft", "/sbin/nft"),
        new("conntrack", "conntrack", "/usr/sbin/conntrack", "/usr/bin/conntrack", "/sbin/conntrack"),
        new("ip", "iproute2", "/usr/sbin/ip", "/usr/bin/ip", "/sbin/ip", "/bin/ip"),
    ];

    /// <summary>What the example images are put together from; a dynamically linked busybox would not run in them.</summary>
    public static readonly PackageRequirement Busybox = new("a static busybox", "busybox-static", "/usr/share/doc/busybox-static");

    public bool IsMet => Paths.Any(Path.Exists);
}

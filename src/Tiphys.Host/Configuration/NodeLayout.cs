using Tiphys.Node;
using Tiphys.Node.Containerd;

namespace Tiphys.Host.Configuration;

/// <summary>Where the node part of a cluster puts things on this machine; the same for whoever starts it and whoever clears up after it.</summary>
/// <param name="Tables">Names of our nftables tables.</param>
internal sealed record NodeLayout(NodeOptions Node, ContainerdPaths Containerd, IReadOnlyList<string> Tables)
{
    /// <summary>The kernel's limit for device names.</summary>
    private const int LongestDeviceName = 15;

    public static NodeLayout Of(ClusterOptions options)
    {
        var isDefault = options.Name == SettingTable.Name.Default;
        var bridge = isDefault ? "tiphys0" : $"tph-{options.Name}";
        var node = new NodeOptions
        {
            NodeName = options.NodeName,
            ClusterName = options.Name,
            DataDirectory = options.DataDir,
            RuntimeDirectory = options.RuntimeDir,
            PodCidr = options.NodePodCidr,
            BridgeName = bridge[..Math.Min(bridge.Length, LongestDeviceName)],
            ClusterDns = [options.ClusterDns.ToString()],
            ClusterDomain = options.ClusterDomain,
            NodeAddress = options.NodeIp,
            ListenAddress = options.PodGateway,
            Port = options.NodeAgentPort,
            StaticPodDirectory = Path.Combine(options.DataDir, "static-pods"),
        };
        var table = isDefault ? "tiphys" : $"tiphys-{options.Name}";
        return new(node, new ContainerdPaths(options.DataDir, options.RuntimeDir), [table, $"{table}-policy"]);
    }
}

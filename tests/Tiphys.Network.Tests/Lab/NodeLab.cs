using System.Globalization;
using Tiphys.Network.Nftables;
using Tiphys.Network.Processes;

namespace Tiphys.Network.Tests.Lab;

/// <summary>A node with a bridge, pods behind it, and a client outside: real namespaces, devices and packets.</summary>
public sealed class NodeLab : IDisposable
{
    public const string NodeAddress = "192.0.2.1";
    public const string ClientAddress = "192.0.2.2";

    private readonly List<PodLab> _pods = [];

    public NodeLab(int pods = 2)
    {
        Node.Run("ip", "link", "add", "br0", "type", "bridge");
        Node.Run("ip", "address", "add", "10.42.0.1/24", "dev", "br0");
        Node.Run("ip", "link", "set", "br0", "up");
        foreach (string on in new[] { "net/ipv4/ip_forward", "net/bridge/bridge-nf-call-iptables", "net/ipv4/conf/all/route_localnet" })
            Node.Set(on, "1");
        Node.Run("ip", "link", "add", "out", "type", "veth", "peer", "name", "eth0", "netns", Client.Name);
        Node.Run("ip", "address", "add", $"{NodeAddress}/24", "dev", "out");
        Node.Run("ip", "link", "set", "out", "up");
        Node.Run("ip", "route", "add", "default", "via", ClientAddress);
        Client.Run("ip", "address", "add", $"{ClientAddress}/24", "dev", "eth0");
        Client.Run("ip", "link", "set", "eth0", "up");
        Client.Run("ip", "route", "add", "10.43.0.0/16", "via", NodeAddress);
        for (int i = 0; i < pods; i++)
            AddPod();
    }

    public NetworkNamespace Node { get; } = new("node");

    public NetworkNamespace Client { get; } = new("client");

    public IReadOnlyList<PodLab> Pods => _pods;

    public NftCommand Nft => new(Node.Prefix);

    public ToolCommand Tools => new(Node.Prefix);

    public NetworkOptions Options { get; } = new() { NodeName = "node-1", PodDevice = "br0" };

    public PodLab AddPod()
    {
        int number = _pods.Count + 11;
        var pod = new PodLab(string.Create(CultureInfo.InvariantCulture, $"10.42.0.{number}"));
        string port = $"pod{number}";
        Node.Run("ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", pod.Network.Name);
        Node.Run("ip", "link", "set", port, "master", "br0", "up");
        Node.Run("bridge", "link", "set", "dev", port, "hairpin", "on");
        pod.Network.Run("ip", "address", "add", $"{pod.Address}/24", "dev", "eth0");
        pod.Network.Run("ip", "link", "set", "eth0", "up");
        pod.Network.Run("ip", "route", "add", "default", "via", "10.42.0.1");
        _pods.Add(pod);
        return pod;
    }

    public void Dispose()
    {
        foreach (var pod in _pods)
            pod.Dispose();
        Client.Dispose();
        Node.Dispose();
    }
}

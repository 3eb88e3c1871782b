using k8s.Models;
using Tiphys.Network.Tests.Lab;
using static Tiphys.Network.Tests.Proxy.Objects;

namespace Tiphys.Network.Tests.Proxy;

/// <summary>Real packets through the real maps.</summary>
public sealed class ProxyPacketTests : IDisposable
{
    private const string Address = "10.43.0.7";

    private readonly NodeLab _lab = new(pods: 3);
    private readonly ProxyKernel _proxy;

    public ProxyPacketTests() => _proxy = new ProxyKernel(_lab);

    private PodLab Pod => _lab.Pods[0];

    private IEnumerable<PodLab> Behind => _lab.Pods.Skip(1);

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task ClusterAddress_FromPodAndNode_ReachesEveryEndpointWithTheCallersAddress()
    {
        await _proxy.SetAsync(Service(Address), SliceOf(Behind));

        var reached = Many(() => Pod.Network.Tcp(Address, 80));

        Assert.Equal(Behind.Select(pod => $"{pod.Address} saw {Pod.Address}").Order(), reached.Order());
        Assert.Equal(Behind.Select(pod => $"{pod.Address} saw {NodeLab.NodeAddress}").Order(), Many(() => _lab.Node.Tcp(Address, 80)).Order());
    }

    [Fact]
    public async Task ClusterAddress_OverUdp_IsAnswered()
    {
        await _proxy.SetAsync(Service(Address, protocol: "UDP"), SliceOf(Behind.Take(1)));

        Assert.Equal($"{Behind.First().Address} saw {Pod.Address}", Pod.Network.Udp(Address, 80));
    }

    [Fact]
    public async Task ClusterAddress_OfAPodsOwnService_ReachesItself()
    {
        await _proxy.SetAsync(Service(Address), SliceOf([Pod]));

        Assert.StartsWith($"{Pod.Address} saw ", Pod.Network.Tcp(Address, 80));
    }

    [Fact]
    public async Task Service_WithoutEndpoints_RefusesAtOnceAndSoDoesAnUnknownPort()
    {
        await _proxy.SetAsync(Service(Address, nodePort: 30080));

        Assert.Equal("refused", Pod.Network.Tcp(Address, 80));
        Assert.Equal("refused", _lab.Node.Tcp(Address, 80));
        Assert.Equal("refused", _lab.Client.Tcp(NodeLab.NodeAddress, 30080));
        Assert.Equal("refused", Pod.Network.Tcp(Address, 81));
    }

    [Fact]
    public async Task NodePort_FromOutsideTheNodeAPodAndLoopback_IsAnswered()
    {
        await _proxy.SetAsync(Service(Address, nodePort: 30080), SliceOf(Behind.Take(1)));
        string pod = Behind.First().Address;

        Assert.Equal($"{pod} saw {NodeLab.ClientAddress}", _lab.Client.Tcp(NodeLab.NodeAddress, 30080));
        Assert.Equal($"{pod} saw {NodeLab.NodeAddress}", _lab.Node.Tcp(NodeLab.NodeAddress, 30080));
        Assert.Equal($"{pod} saw {Pod.Address}", Pod.Network.Tcp(NodeLab.NodeAddress, 30080));
        Assert.Equal($"{pod} saw 10.42.0.1", _lab.Node.Tcp("127.0.0.1", 30080));
    }

    [Fact]
    public async Task Loopback_OfTheNode_CannotBeReachedFromAPod()
    {
        await _proxy.SetAsync(Service(Address, nodePort: 30080), SliceOf(Behind));
        Pod.Network.Set("net/ipv4/conf/all/route_localnet", "1");
        Pod.Network.Run("ip", "route", "del", "table", "local", "local", "127.0.0.0/8", "dev", "lo");
        Pod.Network.Run("ip", "route", "del", "table", "local", "local", "127.0.0.1", "dev", "lo");
        Pod.Network.Run("ip", "route", "add", "127.0.0.0/8", "via", "10.42.0.1");
        using var secret = _lab.Node.Inside(() =>
        {
            var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 9999);
            listener.Start();
            return listener;
        });

        Assert.Equal("silence", Pod.Network.Tcp("127.0.0.1", 9999));
    }

    [Fact]
    public async Task ExternalAndLoadBalancerAddresses_AreAnsweredAndSourceRangesHold()
    {
        var service = Service(Address, spec =>
        {
            spec.Type = "LoadBalancer";
            spec.ExternalIPs = ["10.43.200.1"];
            spec.LoadBalancerSourceRanges = ["10.42.0.0/16"];
        });
        service.Status = new V1ServiceStatus
        {
            LoadBalancer = new V1LoadBalancerStatus { Ingress = [new V1LoadBalancerIngress { Ip = "10.43.200.2" }] },
        };
        await _proxy.SetAsync(service, SliceOf(Behind.Take(1)));
        string pod = Behind.First().Address;

        Assert.Equal($"{pod} saw {NodeLab.ClientAddress}", _lab.Client.Tcp("10.43.200.1", 80));
        Assert.Equal($"{pod} saw {Pod.Address}", Pod.Network.Tcp("10.43.200.2", 80));
        Assert.Equal("silence", _lab.Client.Tcp("10.43.200.2", 80));
    }

    [Fact]
    public async Task ExternalTrafficPolicyLocal_DropsOutsideTrafficButServesInside()
    {
        var remote = Slice(Endpoint(Behind.First().Address, node: "node-2"));
        await _proxy.SetAsync(Service(Address, spec => spec.ExternalTrafficPolicy = "Local", nodePort: 30080), remote);

        Assert.Equal("silence", _lab.Client.Tcp(NodeLab.NodeAddress, 30080));
        Assert.StartsWith(Behind.First().Address, Pod.Network.Tcp(NodeLab.NodeAddress, 30080));
        Assert.StartsWith(Behind.First().Address, Pod.Network.Tcp(Address, 80));
    }

    [Fact]
    public async Task InternalTrafficPolicyLocal_UsesOnlyEndpointsOfThisNode()
    {
        var pods = Behind.ToList();
        var slice = Slice(Endpoint(pods[0].Address, node: "node-2"), Endpoint(pods[1].Address));
        await _proxy.SetAsync(Service(Address, spec => spec.InternalTrafficPolicy = "Local"), slice);

        Assert.Equal($"{pods[1].Address} saw {Pod.Address}", Assert.Single(Many(() => Pod.Network.Tcp(Address, 80))));
    }

    [Fact]
    public async Task SessionAffinity_KeepsAClientWithItsEndpointUntilThatIsGone()
    {
        var service = Service(Address, spec => spec.SessionAffinity = "ClientIP", nodePort: 30080);
        await _proxy.SetAsync(service, SliceOf(Behind));

        string first = Assert.Single(Many(() => Pod.Network.Tcp(Address, 80)));
        Assert.Single(Many(() => _lab.Client.Tcp(NodeLab.NodeAddress, 30080)));
        var others = _lab.Pods.Where(pod => !first.StartsWith(pod.Address, StringComparison.Ordinal));
        await _proxy.SetAsync(service, SliceOf(others));

        string second = Assert.Single(Many(() => Pod.Network.Tcp(Address, 80)));
        Assert.DoesNotContain(first.Split(' ')[0], second);
    }

    [Fact]
    public async Task SessionAffinity_SwitchedOff_SpreadsAgain()
    {
        await _proxy.SetAsync(Service(Address, spec => spec.SessionAffinity = "ClientIP"), SliceOf(Behind));
        Assert.Single(Many(() => Pod.Network.Tcp(Address, 80)));

        await _proxy.SetAsync(Service(Address), SliceOf(Behind));

        Assert.Equal(2, Many(() => Pod.Network.Tcp(Address, 80)).Count);
    }

    [Fact]
    public async Task Service_WithManyEndpoints_HasTheTableMadeAnewAndWorks()
    {
        await _proxy.SetAsync(Service(Address), SliceOf(Behind));
        // Thirty ports of one address are thirty endpoints; only the one that is listened on answers.
        var slices = Enumerable.Range(PodLab.Port, 30).Select(port =>
        {
            var slice = SliceOf([Pod]);
            slice.Ports[0].Port = port;
            return slice;
        });
        await _proxy.SetAsync(Service(Address), [.. slices]);

        var answers = Enumerable.Range(0, 300).Select(_ => _lab.Client.Tcp(Address, 80)).ToHashSet();
        Assert.Equal([$"{Pod.Address} saw {NodeLab.ClientAddress}", "refused"], answers.Order());
    }

    [Fact]
    public async Task UdpFlow_WhoseEndpointIsGone_GoesToTheNextOne()
    {
        var pods = Behind.ToList();
        await _proxy.SetAsync(Service(Address, protocol: "UDP"), SliceOf([pods[0]]));
        Assert.StartsWith(pods[0].Address, Pod.Network.Udp(Address, 80, sourcePort: 5555));

        await _proxy.SetAsync(Service(Address, protocol: "UDP"), SliceOf([pods[1]]));

        Assert.StartsWith(pods[1].Address, Pod.Network.Udp(Address, 80, sourcePort: 5555));
    }

    [Fact]
    public async Task Pod_CallingOutOfTheCluster_ComesWithTheNodesAddress()
    {
        await _proxy.SetAsync(Service(Address));
        var listener = _lab.Client.Inside(() =>
        {
            var tcp = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Any, 7070);
            tcp.Start();
            return tcp;
        });
        using (listener)
        {
            var accepted = listener.AcceptSocketAsync();
            _ = Task.Run(() => Pod.Network.Tcp(NodeLab.ClientAddress, 7070));
            using var socket = await accepted;
            Assert.Equal(NodeLab.NodeAddress, ((System.Net.IPEndPoint)socket.RemoteEndPoint!).Address.ToString());
        }
    }

    [Fact]
    public async Task Tables_OfOthers_SurviveARebuildAndOursComesBack()
    {
        _lab.Node.Run("nft", "add table ip somebody; add chain ip somebody theirs");
        await _proxy.SetAsync(Service(Address), SliceOf(Behind.Take(1)));
        _lab.Node.Run("nft", "delete table ip tiphys");
        Assert.NotEqual($"{Behind.First().Address} saw {Pod.Address}", Pod.Network.Tcp(Address, 80));

        await _proxy.RebuildAsync();

        Assert.StartsWith(Behind.First().Address, Pod.Network.Tcp(Address, 80));
        Assert.Contains("chain theirs", _lab.Node.Run("nft", "list", "table", "ip", "somebody"));
    }

    [Theory]
    [InlineData("delete table ip tiphys")]
    [InlineData("flush table ip tiphys")]
    [InlineData("flush map ip tiphys services")]
    public async Task Table_ThatSomebodyEmptied_IsNoticed(string command)
    {
        await _proxy.SetAsync(Service(Address), SliceOf(Behind));
        Assert.True(await _proxy.StandsAsync());

        _lab.Node.Run("nft", command);

        Assert.False(await _proxy.StandsAsync());
        await _proxy.RebuildAsync();
        Assert.True(await _proxy.StandsAsync());
    }

    private static HashSet<string> Many(Func<string> call) => [.. Enumerable.Range(0, 24).Select(_ => call())];
}

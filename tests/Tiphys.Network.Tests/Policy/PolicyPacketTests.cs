using System.Net;
using k8s.Models;
using Tiphys.Network.Nftables;
using Tiphys.Network.Policy;
using Tiphys.Network.Tests.Lab;

namespace Tiphys.Network.Tests.Policy;

/// <summary>Real packets between pods under policies.</summary>
public sealed class PolicyPacketTests : IDisposable
{
    private const string Open = " saw ";

    private readonly NodeLab _lab = new(pods: 3);
    private readonly PolicyTable _table;
    private readonly List<PolicyPod> _pods = [];
    private bool _applied;

    public PolicyPacketTests()
    {
        _table = new PolicyTable(Family.Ip, _lab.Options);
        Add(Server, "default", "server", (("web", "TCP"), PodLab.Port));
        Add(Friend, "default", "friend");
        Add(Stranger, "other", "stranger");
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Namespaces { get; } = new[] { "default", "other" }.ToDictionary(
        name => name, name => (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { ["team"] = name });

    private PodLab Server => _lab.Pods[0];

    private PodLab Friend => _lab.Pods[1];

    private PodLab Stranger => _lab.Pods[2];

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task DefaultDeny_StopsEverybodyButTheNode()
    {
        await ApplyAsync(Policy(spec => spec.PolicyTypes = ["Ingress"]));

        Assert.Equal("silence", Call(Friend, Server));
        Assert.Equal("silence", Call(Stranger, Server));
        Assert.Contains(Open, _lab.Node.Tcp(Server.Address, PodLab.Port));
        Assert.Contains(Open, Call(Server, Friend));
        Assert.Contains(Open, Call(Stranger, Friend));
    }

    [Fact]
    public async Task PodSelector_LetsInWhomItMeansInTheSameNamespace()
    {
        await ApplyAsync(Policy(spec => spec.Ingress = [From(new V1NetworkPolicyPeer { PodSelector = Labels("friend") })]));

        Assert.Contains(Open, Call(Friend, Server));
        Assert.Equal("silence", Call(Stranger, Server));
    }

    [Fact]
    public async Task NamespaceSelector_LetsInTheOtherNamespace()
    {
        var other = new V1LabelSelector { MatchExpressions = [new V1LabelSelectorRequirement { Key = "team", OperatorProperty = "In", Values = ["other"] }] };
        await ApplyAsync(Policy(spec => spec.Ingress = [From(new V1NetworkPolicyPeer { NamespaceSelector = other })]));

        Assert.Equal("silence", Call(Friend, Server));
        Assert.Contains(Open, Call(Stranger, Server));
    }

    [Theory]
    [InlineData("8080", null, true)]
    [InlineData("web", null, true)]
    [InlineData("8000", 8100, true)]
    [InlineData("80", null, false)]
    [InlineData("nameless", null, false)]
    public async Task Port_IsLetInByNumberNameAndRange(string port, int? end, bool open)
    {
        var allowed = new V1NetworkPolicyPort { Port = port, EndPort = end, Protocol = "TCP" };
        await ApplyAsync(Policy(spec => spec.Ingress = [new V1NetworkPolicyIngressRule { Ports = [allowed] }]));

        Assert.Equal(open, Call(Friend, Server).Contains(Open, StringComparison.Ordinal));
        Assert.Equal("silence", Friend.Network.Udp(Server.Address, PodLab.Port));
    }

    [Fact]
    public async Task IpBlock_LetsInItsRangeSaveTheExceptions()
    {
        var block = new V1IPBlock { Cidr = "10.42.0.77/24", Except = [$"{Stranger.Address}/32"] };
        await ApplyAsync(Policy(spec => spec.Ingress = [From(new V1NetworkPolicyPeer { IpBlock = block })]));

        Assert.Contains(Open, Call(Friend, Server));
        Assert.Equal("silence", Call(Stranger, Server));
    }

    [Fact]
    public async Task Egress_IsHeldToWhatIsAllowed()
    {
        await ApplyAsync(Policy(spec =>
        {
            spec.PolicyTypes = ["Egress"];
            spec.Egress = [new V1NetworkPolicyEgressRule { To = [new V1NetworkPolicyPeer { PodSelector = Labels("friend") }] }];
        }));

        Assert.Contains(Open, Call(Server, Friend));
        Assert.Equal("silence", Call(Server, Stranger));
        Assert.Contains(Open, Call(Stranger, Server));
    }

    [Fact]
    public async Task Pod_NotYetKnown_GetsAndSendsNothing()
    {
        var policy = Policy(spec => spec.PolicyTypes = ["Ingress"]);
        _pods.RemoveAll(pod => pod.Addresses[0].ToString() == Stranger.Address);
        await ApplyAsync(policy);
        Assert.Equal("silence", Call(Stranger, Friend));
        Assert.Equal("silence", Call(Friend, Stranger));

        Add(Stranger, "other", "stranger");
        await ApplyAsync(policy);

        Assert.Contains(Open, Call(Stranger, Friend));
    }

    [Fact]
    public async Task Policies_ThatChangeAndGo_AreFollowed()
    {
        await ApplyAsync(Policy(spec => spec.PolicyTypes = ["Ingress"]));
        Assert.Equal("silence", Call(Friend, Server));
        await ApplyAsync(Policy(spec => spec.Ingress = [From(new V1NetworkPolicyPeer { PodSelector = Labels("friend") })]));
        Assert.Contains(Open, Call(Friend, Server));
        Assert.Equal("silence", Call(Stranger, Server));

        await ApplyAsync();

        Assert.Contains(Open, Call(Stranger, Server));
        Assert.DoesNotContain("tiphys-policy", _lab.Node.Run("nft", "list", "tables"));
    }

    [Fact]
    public async Task Table_OfAnotherCluster_LeavesThesePodsAlone()
    {
        var left = new PolicyTable(Family.Ip, _lab.Options with { TableName = "tiphys-left", PodDevice = "br9" });
        var rules = PolicyCompiler.Compile(new PolicyWorld([Policy(spec => spec.PolicyTypes = ["Ingress"])], [], Namespaces), Family.Ip);
        await _lab.Nft.ApplyAsync(left.Change(rules, anew: true), TestContext.Current.CancellationToken);

        Assert.Contains(Open, Call(Friend, Server));
    }

    private static string Call(PodLab from, PodLab to) => from.Network.Tcp(to.Address, PodLab.Port);

    private static V1LabelSelector Labels(string app) => new() { MatchLabels = new Dictionary<string, string> { ["app"] = app } };

    private static V1NetworkPolicyIngressRule From(V1NetworkPolicyPeer peer) => new() { FromProperty = [peer] };

    private static V1NetworkPolicy Policy(Action<V1NetworkPolicySpec> change)
    {
        var spec = new V1NetworkPolicySpec { PodSelector = Labels("server") };
        change(spec);
        return new V1NetworkPolicy { Metadata = new V1ObjectMeta { Name = "policy", NamespaceProperty = "default" }, Spec = spec };
    }

    private void Add(PodLab pod, string space, string app, params ((string, string), int)[] ports) => _pods.Add(new PolicyPod(
        space, new Dictionary<string, string> { ["app"] = app }, [IPAddress.Parse(pod.Address)], IsLocal: true, ports.ToDictionary(port => port.Item1, port => port.Item2)));

    private async Task ApplyAsync(params V1NetworkPolicy[] policies)
    {
        string script = _table.Change(PolicyCompiler.Compile(new PolicyWorld(policies, [.. _pods], Namespaces), Family.Ip), anew: !_applied);
        _applied = true;
        await _lab.Nft.ApplyAsync(script, TestContext.Current.CancellationToken);
    }
}

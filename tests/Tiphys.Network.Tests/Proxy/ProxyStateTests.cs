using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Network.Nftables;
using Tiphys.Network.Proxy;
using static Tiphys.Network.Tests.Proxy.Objects;

namespace Tiphys.Network.Tests.Proxy;

/// <summary>The plan alone: state in, script out.</summary>
public sealed class ProxyStateTests
{
    private static readonly ObjectKey Web = new("default", "web");

    private readonly ProxyState _state = new(Family.Ip, new NetworkOptions { NodeName = "node-1", Zone = "zone-a" });

    public ProxyStateTests() => _state.Rebuild();

    [Fact]
    public void Service_ThatIsNew_AddsOneServiceElementAndOnePerEndpoint()
    {
        var plan = Plan(Service("10.43.0.7"), Slice(Endpoint("10.42.0.11"), Endpoint("10.42.0.12")));

        Assert.Contains("add element ip tiphys services { 10.43.0.7 . tcp . 80 : goto pick-2 }", plan.Script);
        Assert.Contains("10.43.0.7 . tcp . 80 . 0 : 10.42.0.11 . 8080, 10.43.0.7 . tcp . 80 . 1 : 10.42.0.12 . 8080", plan.Script);
        Assert.DoesNotContain("delete", plan.Script);
    }

    [Fact]
    public void Service_ThatStaysTheSame_PlansNothing()
    {
        Plan(Service("10.43.0.7"), Slice(Endpoint("10.42.0.11")));

        Assert.True(Plan(Service("10.43.0.7"), Slice(Endpoint("10.42.0.11"))).IsEmpty);
    }

    [Fact]
    public void Endpoint_ThatChanges_TouchesOnlyItsElement()
    {
        Plan(Service("10.43.0.7"), Slice(Endpoint("10.42.0.11"), Endpoint("10.42.0.12", node: "node-2")));

        var plan = Plan(Service("10.43.0.7"), Slice(Endpoint("10.42.0.11"), Endpoint("10.42.0.13", node: "node-2")));

        Assert.Equal(
            """
            delete element ip tiphys endpoints { 10.43.0.7 . tcp . 80 . 1 : 10.42.0.12 . 8080 }
            add element ip tiphys endpoints { 10.43.0.7 . tcp . 80 . 1 : 10.42.0.13 . 8080 }

            """,
            plan.Script);
        Assert.Equal(["10.42.0.12 . 8080"], plan.GoneEndpoints);
    }

    [Fact]
    public void Service_ThatIsGone_LeavesNothing()
    {
        Plan(Service("10.43.0.7", nodePort: 30080), Slice(Endpoint("10.42.0.11")));

        var changes = _state.Set(Web, null, []);

        Assert.Empty(changes.Added);
        Assert.Equal(6, changes.Removed.Count);
        Assert.DoesNotContain("10.43.0.7", _state.Rebuild().Script);
    }

    [Theory]
    [InlineData("None", "ClusterIP")]
    [InlineData("", "ClusterIP")]
    [InlineData("10.43.0.7", "ExternalName")]
    public void Service_WithoutAnAddressOfItsOwn_IsLeftAlone(string address, string type) =>
        Assert.True(Plan(Service(address, spec => spec.Type = type), Slice(Endpoint("10.42.0.11"))).IsEmpty);

    [Fact]
    public void Service_OfAnotherProxy_IsLeftAlone()
    {
        var service = Service("10.43.0.7");
        service.Metadata.Labels = new Dictionary<string, string> { ["service.kubernetes.io/service-proxy-name"] = "other" };

        Assert.True(Plan(service, Slice(Endpoint("10.42.0.11"))).IsEmpty);
    }

    [Fact]
    public void Endpoints_ThatAreNotReady_AreLeftOutUnlessTheyAreTheLastToServe()
    {
        var terminating = Endpoint("10.42.0.12", ready: false, serving: true, terminating: true);

        Assert.DoesNotContain("10.42.0.12", Plan(Service("10.43.0.7"), Slice(Endpoint("10.42.0.11"), terminating)).Script);
        Assert.Contains("10.42.0.12 . 8080", Plan(Service("10.43.0.7"), Slice(Endpoint("10.42.0.11", ready: false, serving: false), terminating)).Script);
    }

    [Fact]
    public void Endpoints_WithHintsForZones_AreKeptToOurs()
    {
        var slice = Slice(Endpoint("10.42.0.11", zone: "zone-a"), Endpoint("10.42.0.12", zone: "zone-b"));
        Assert.DoesNotContain("10.42.0.12", Plan(Service("10.43.0.7"), slice).Script);

        var unhinted = Slice(Endpoint("10.42.0.11", zone: "zone-a"), Endpoint("10.42.0.12"));
        Assert.Contains("10.42.0.12", Plan(Service("10.43.0.7"), unhinted).Script);
    }

    [Fact]
    public void Endpoints_OnLoopbackOrLinkLocalAddresses_AreNotServed()
    {
        var plan = Plan(Service("10.43.0.7"), Slice(Endpoint("127.0.0.1"), Endpoint("169.254.169.254"), Endpoint("10.42.0.11")));

        Assert.Contains("goto pick-1 ", plan.Script);
        Assert.DoesNotContain("127.0.0.1", plan.Script);
        Assert.DoesNotContain("169.254", plan.Script);
    }

    [Fact]
    public void Address_ThatTwoServicesClaim_GoesToTheFirstAndThenToTheOther()
    {
        var other = new ObjectKey("default", "other");
        Plan(Service("10.43.0.7", spec => spec.ExternalIPs = ["10.9.9.9"]), Slice(Endpoint("10.42.0.11")));
        var second = _state.Set(other, Service("10.43.0.8", spec => spec.ExternalIPs = ["10.9.9.9"]), [Slice(Endpoint("10.42.0.12"))]);
        Assert.DoesNotContain(second.Added, element => element.Key.StartsWith("10.9.9.9", StringComparison.Ordinal));

        var first = _state.Set(Web, null, []);

        Assert.Contains(new Element("endpoints", "10.9.9.9 . tcp . 80 . 0", "10.42.0.12 . 8080"), first.Added);
    }

    [Fact]
    public void UdpEndpoint_ThatGoes_MakesItsFlowsStale()
    {
        Plan(Service("10.43.0.7", protocol: "UDP"), Slice(Endpoint("10.42.0.11"), Endpoint("10.42.0.12")));

        var plan = Plan(Service("10.43.0.7", protocol: "UDP"), Slice(Endpoint("10.42.0.12")));

        Assert.Equal([new StaleFlow("10.43.0.7", "80", "10.42.0.11")], plan.StaleFlows);
    }

    [Fact]
    public void AffinityNotes_OfAGoneEndpoint_AreFoundInAListing()
    {
        const string listing = """
            elements = { 10.42.0.11 . 10.43.0.7 . 6 . 80 timeout 3h expires 2h59m58s : 10.42.0.12 . 8080,
                         10.42.0.13 . 10.43.0.7 . 6 . 80 timeout 10s expires 9s932ms : 10.42.0.14 . 8080 }
            """;

        var stale = Assert.Single(AffinityCleaner.Stale(listing, ["10.42.0.14 . 8080"]));

        Assert.Equal("10.42.0.13 . 10.43.0.7 . 6 . 80", stale.Key);
    }

    private ProxyPlan Plan(V1Service service, params V1EndpointSlice[] slices) => _state.Change(_state.Set(Web, service, slices));
}

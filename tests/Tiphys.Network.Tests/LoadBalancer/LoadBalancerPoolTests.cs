using System.Net;
using k8s.Models;
using Tiphys.Network.LoadBalancer;

namespace Tiphys.Network.Tests.LoadBalancer;

public sealed class LoadBalancerPoolTests
{
    private readonly LoadBalancerPool _pool = new(IPNetwork.Parse("10.44.0.0/30"));

    [Fact]
    public void Service_WithoutAnAddress_GetsTheLowestFreeOne() =>
        Assert.Equal("10.44.0.2", _pool.AddressFor(Service(), Taken("10.44.0.1"))?.ToString());

    [Fact]
    public void Service_KeepsTheAddressItHasUnlessAnotherHasItToo()
    {
        Assert.Equal("10.44.0.3", _pool.AddressFor(Service(has: "10.44.0.3"), Taken("10.44.0.1"))?.ToString());
        Assert.Equal("10.44.0.1", _pool.AddressFor(Service(has: "10.44.0.3"), Taken("10.44.0.3"))?.ToString());
    }

    [Fact]
    public void Service_ThatAsksForAnAddress_GetsThatOrNone()
    {
        Assert.Equal("10.44.0.2", _pool.AddressFor(Service(wants: "10.44.0.2"), Taken())?.ToString());
        Assert.Null(_pool.AddressFor(Service(wants: "10.44.0.2"), Taken("10.44.0.2")));
    }

    [Fact]
    public void Pool_ThatIsUsedUp_GivesNothing() =>
        Assert.Null(_pool.AddressFor(Service(), Taken("10.44.0.1", "10.44.0.2", "10.44.0.3")));

    [Theory]
    [InlineData("ClusterIP", null)]
    [InlineData("LoadBalancer", "example.com/other")]
    public void Service_ThatIsNotOurs_GetsNothing(string type, string? className)
    {
        var service = Service();
        (service.Spec.Type, service.Spec.LoadBalancerClass) = (type, className);

        Assert.Null(_pool.AddressFor(service, Taken()));
    }

    private static HashSet<IPAddress> Taken(params string[] addresses) => [.. addresses.Select(IPAddress.Parse)];

    private static V1Service Service(string? has = null, string? wants = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = "web", NamespaceProperty = "default" },
        Spec = new V1ServiceSpec { Type = "LoadBalancer", LoadBalancerIP = wants },
        Status = has is null ? null : new V1ServiceStatus { LoadBalancer = new V1LoadBalancerStatus { Ingress = [new V1LoadBalancerIngress { Ip = has }] } },
    };
}

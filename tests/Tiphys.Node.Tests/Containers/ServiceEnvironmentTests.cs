using k8s.Models;
using Tiphys.Node.Pods.Containers;

namespace Tiphys.Node.Tests.Containers;

public sealed class ServiceEnvironmentTests
{
    private static readonly V1Service[] Services =
    [
        Service("default", "kubernetes", "10.43.0.1", ("https", 443)),
        Service("shop", "my-db", "10.43.0.7", ("sql", 5432), ("metrics", 9187)),
        Service("shop", "headless", "None", ("x", 1)),
        Service("other", "hidden", "10.43.0.9", ("x", 1)),
    ];

    [Fact]
    public void Pod_WithServiceLinks_SeesItsNamespaceAndTheApi()
    {
        var seen = ServiceEnvironment.For(Services, "shop", serviceLinks: true).ToDictionary();

        Assert.Equal("10.43.0.7", seen["MY_DB_SERVICE_HOST"]);
        Assert.Equal("9187", seen["MY_DB_SERVICE_PORT_METRICS"]);
        Assert.Equal("tcp://10.43.0.7:5432", seen["MY_DB_PORT"]);
        Assert.Equal("tcp", seen["MY_DB_PORT_9187_TCP_PROTO"]);
        Assert.Equal("443", seen["KUBERNETES_SERVICE_PORT"]);
        Assert.DoesNotContain(seen.Keys, key => key.StartsWith("HIDDEN") || key.StartsWith("HEADLESS"));
    }

    [Fact]
    public void Pod_WithoutServiceLinks_SeesTheApiOnly() =>
        Assert.All(ServiceEnvironment.For(Services, "shop", serviceLinks: false), pair => Assert.StartsWith("KUBERNETES_", pair.Key));

    private static V1Service Service(string ns, string name, string address, params (string Name, int Port)[] ports) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = ns },
        Spec = new V1ServiceSpec { ClusterIP = address, Ports = [.. ports.Select(port => new V1ServicePort { Name = port.Name, Port = port.Port, Protocol = "TCP" })] },
    };
}

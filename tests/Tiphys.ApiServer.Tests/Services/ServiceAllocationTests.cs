using System.Net;
using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Services;

public sealed class ServiceAllocationTests
{
    private const string Services = "/api/v1/namespaces/default/services";

    [Fact]
    public async Task Create_ClusterIpService_GetsAnAddressAndItsObject()
    {
        await using var server = await TestApiServer.StartAsync();
        var made = await server.PostAsync(Services, Body("a"));
        Assert.Equal(201, made.Code);
        var address = made["spec.clusterIP"]!;
        Assert.True(IPNetwork.Parse("10.43.0.0/16").Contains(IPAddress.Parse(address)));
        Assert.Equal($"[\"{address}\"]", made["spec.clusterIPs"]);
        Assert.Equal("[\"IPv4\"]", made["spec.ipFamilies"]);
        var claim = await server.GetAsync($"/apis/networking.k8s.io/v1/ipaddresses/{address}");
        Assert.Equal("a", claim["spec.parentRef.name"]);
    }

    [Fact]
    public async Task Create_AddressTaken_IsInvalid()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(Services, Body("a", "\"clusterIP\":\"10.43.7.7\","));
        var second = await server.PostAsync(Services, Body("b", "\"clusterIP\":\"10.43.7.7\","));
        Assert.Equal(422, second.Code);
        Assert.Contains("provided IP is already allocated", second["message"]);
    }

    [Fact]
    public async Task Create_ManyAtOnce_EachGetsItsOwnAddressAndPort()
    {
        var network = new ServiceNetwork { Cidr = IPNetwork.Parse("10.9.0.0/24"), FirstNodePort = 31000, LastNodePort = 31063 };
        await using var server = await TestApiServer.StartAsync(adjust: options => options with { Services = network });
        var made = await Task.WhenAll(Enumerable.Range(0, 48).Select(i => server.PostAsync(Services, Body($"s{i}", "\"type\":\"NodePort\","))));
        Assert.All(made, answer => Assert.Equal(201, answer.Code));
        Assert.Equal(48, made.Select(answer => answer["spec.clusterIP"]).Distinct().Count());
        Assert.Equal(48, made.Select(answer => answer["spec.ports"]!.Split("\"nodePort\":")[1]).Distinct().Count());
    }

    [Fact]
    public async Task Delete_Service_GivesAddressAndPortBack()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(Services, Body("a", "\"type\":\"NodePort\",\"clusterIP\":\"10.43.7.7\",", 30100));
        await server.DeleteAsync($"{Services}/a");
        var again = await server.PostAsync(Services, Body("b", "\"type\":\"NodePort\",\"clusterIP\":\"10.43.7.7\",", 30100));
        Assert.Equal(201, again.Code);
    }

    [Fact]
    public async Task Update_NodePortToClusterIp_GivesThePortBack()
    {
        await using var server = await TestApiServer.StartAsync();
        var made = await server.PostAsync(Services, Body("a", "\"type\":\"NodePort\",", 30100));
        Assert.Equal(201, made.Code);
        var changed = await server.SendAsync("PATCH", $"{Services}/a", """{"spec":{"type":"ClusterIP"}}""", "application/merge-patch+json");
        Assert.Equal(200, changed.Code);
        Assert.Equal(made["spec.clusterIP"], changed["spec.clusterIP"]);
        Assert.DoesNotContain("nodePort\"", changed["spec.ports"]);
        Assert.Equal(201, (await server.PostAsync(Services, Body("b", "\"type\":\"NodePort\",", 30100))).Code);
    }

    [Fact]
    public async Task Start_EmptyStore_MakesTheKubernetesService()
    {
        var advertised = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 6443);
        await using var server = await TestApiServer.StartAsync(adjust: options => options with { Services = new ServiceNetwork { Advertised = advertised } });
        Assert.Equal("10.43.0.1", (await server.GetAsync($"{Services}/kubernetes"))["spec.clusterIP"]);
        Assert.Contains("192.0.2.1", (await server.GetAsync("/api/v1/namespaces/default/endpoints/kubernetes")).Text);
        Assert.Contains("192.0.2.1", (await server.GetAsync("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes")).Text);
    }

    private static string Body(string name, string spec = "", int nodePort = 0)
    {
        var port = nodePort == 0 ? "" : $",\"nodePort\":{nodePort}";
        return "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{" + spec + "\"selector\":{\"app\":\"x\"},\"ports\":[{\"port\":80" + port + "}]}}";
    }
}

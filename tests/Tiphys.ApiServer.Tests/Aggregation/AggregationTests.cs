using Tiphys.Api.Documents;
using Tiphys.ApiServer.Fixture;
using Tiphys.ApiServer.Tests.Verbs;

namespace Tiphys.ApiServer.Tests.Aggregation;

public sealed class AggregationTests
{
    private const string ApiServices = "/apis/apiregistration.k8s.io/v1/apiservices";
    private const string Flunders = "/apis/wardle.example.com/v1/namespaces/default/flunders";
    private const string ByName = """{"metadata":{"name":"api"},"spec":{"type":"ExternalName","externalName":"localhost"}}""";

    [Fact]
    public async Task Objects_OfAnAggregatedServer_AreMadeReadChangedAndWatched()
    {
        await using var other = await AggregatedServer.StartAsync();
        await using var server = await WithServiceAsync(other);
        Assert.Equal("Passed", (await AvailabilityAsync(server, "True")).GetString("reason"));

        await using var watch = await TestWatch.OpenAsync(server, Flunders + "?watch=true");
        var made = await server.PostAsync(Flunders, """{"apiVersion":"wardle.example.com/v1","kind":"Flunder","metadata":{"name":"a"},"spec":{"reference":"x"}}""");
        Assert.Equal(201, made.Code);
        var patched = await server.SendAsync("PATCH", $"{Flunders}/a?fieldManager=t", """{"spec":{"reference":"y"}}""", "application/merge-patch+json");

        Assert.Equal("y", patched["spec.reference"]);
        Assert.Single((await server.GetAsync(Flunders)).Items);
        Assert.Equal(("ADDED", "a"), Named(await watch.NextAsync()));
        Assert.Equal(("MODIFIED", "a"), Named(await watch.NextAsync()));
        Assert.Equal("admin", other.LastUser!.Name);
        Assert.Equal(OpenSecurity.Administrator.Groups, other.LastUser.Groups);
    }

    [Fact]
    public async Task Descriptions_OfAnAggregatedServer_AreMergedIntoOurs()
    {
        await using var other = await AggregatedServer.StartAsync();
        await using var server = await WithServiceAsync(other);
        await AvailabilityAsync(server, "True");

        var aggregated = await server.SendAsync("GET", "/apis", accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        var group = aggregated.Items.Single(item => item.GetPath("metadata", "name") is DocString { Value: "wardle.example.com" });
        Assert.Equal("Current", group.GetArray("versions")!.Objects().Single().GetString("freshness"));
        Assert.Contains("wardle.example.com/v1", (await server.GetAsync("/apis")).Text);
        Assert.Contains("\"flunders\"", (await server.GetAsync("/apis/wardle.example.com/v1")).Text);
        var address = ((DocObject)(await server.GetAsync("/openapi/v3")).Json.GetPath("paths", "apis/wardle.example.com/v1")!).GetString("serverRelativeURL")!;
        Assert.Contains("hash=", address);
        Assert.Contains("Flunder is a thing.", (await server.GetAsync(address)).Text);
        var v2 = (await server.GetAsync("/openapi/v2")).Json;
        Assert.NotNull(v2.GetPath("paths", "/apis/wardle.example.com/v1/namespaces/{namespace}/flunders"));
        Assert.NotNull(v2.GetPath("definitions", "com.example.wardle.v1.Flunder"));
        Assert.NotNull(v2.GetPath("paths", "/api/v1/pods"));
    }

    [Fact]
    public async Task ServerGone_IsTold_AndItsGroupIsShownAsStale()
    {
        await using var server = await TestApiServer.StartAsync();
        await using (var other = await AggregatedServer.StartAsync())
        {
            await RegisterAsync(server, other, ByName);
            await AvailabilityAsync(server, "True");
        }

        // A change of the service leads to a check at once.
        await server.SendAsync("PATCH", "/api/v1/namespaces/wardle/services/api", """{"metadata":{"labels":{"a":"b"}}}""", "application/merge-patch+json");
        Assert.Equal("FailedDiscoveryCheck", (await AvailabilityAsync(server, "False")).GetString("reason"));

        var refused = await server.GetAsync(Flunders);
        Assert.Equal(503, refused.Code);
        Assert.Equal("service unavailable\n", refused.Text);
        var aggregated = await server.SendAsync("GET", "/apis", accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        var group = aggregated.Items.Single(item => item.GetPath("metadata", "name") is DocString { Value: "wardle.example.com" });
        Assert.Equal("Stale", group.GetArray("versions")!.Objects().Single().GetString("freshness"));
        Assert.Contains("wardle.example.com/v1", (await server.GetAsync("/apis")).Text);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"other"},"spec":{"ports":[{"port":443}]}}""", "ServiceNotFound")]
    [InlineData("""{"metadata":{"name":"api"},"spec":{"ports":[{"port":1}]}}""", "ServicePortError")]
    [InlineData("""{"metadata":{"name":"api"},"spec":{"ports":[{"port":PORT}]}}""", "EndpointsNotFound")]
    public async Task Availability_WithoutAWorkingService_SaysWhy(string service, string reason)
    {
        await using var other = await AggregatedServer.StartAsync();
        await using var server = await TestApiServer.StartAsync();
        await RegisterAsync(server, other, service.Replace("PORT", other.Port.ToString()));
        Assert.Equal(reason, (await AvailabilityAsync(server, "False")).GetString("reason"));
    }

    private static (string, string?) Named((string Type, DocObject Object) change) => (change.Type, (change.Object.GetPath("metadata", "name") as DocString)?.Value);

    private static async Task<TestApiServer> WithServiceAsync(AggregatedServer other)
    {
        var server = await TestApiServer.StartAsync();
        await RegisterAsync(server, other, ByName);
        return server;
    }

    private static async Task RegisterAsync(TestApiServer server, AggregatedServer other, string service)
    {
        await server.PostAsync("/api/v1/namespaces", """{"metadata":{"name":"wardle"}}""");
        Assert.Equal(201, (await server.PostAsync("/api/v1/namespaces/wardle/services", service)).Code);
        Assert.Equal(201, (await server.PostAsync(ApiServices, other.ApiService)).Code);
    }

    /// <summary>Waits until the condition Available has a status, and answers the condition.</summary>
    private static async Task<DocObject> AvailabilityAsync(TestApiServer server, string status)
    {
        await using var watch = await TestWatch.OpenAsync(server, ApiServices + "?watch=true&fieldSelector=metadata.name%3Dv1.wardle.example.com");
        while (true)
        {
            var (_, service) = await watch.NextAsync();
            var condition = (service.GetPath("status", "conditions") as DocArray)?.Objects().FirstOrDefault();
            if (condition?.GetString("status") == status)
                return condition;
        }
    }
}

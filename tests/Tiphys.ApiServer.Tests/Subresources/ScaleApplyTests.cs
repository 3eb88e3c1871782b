using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Subresources;

/// <summary>Server-side apply of a Scale: the number of replicas has the same owners there and in the workload.</summary>
public sealed class ScaleApplyTests
{
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string ApplyType = "application/apply-patch+yaml";

    private const string Deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},
         "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
        """;

    [Fact]
    public async Task Apply_ReplicasOfAnother_ConflictsUnlessForced()
    {
        await using var server = await StartAsync();
        var refused = await ApplyAsync(server, "two", 3, "");
        Assert.Equal(409, refused.Code);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .spec.replicas", refused["message"]);
        var forced = await ApplyAsync(server, "two", 3, "&force=true");
        Assert.Equal(200, forced.Code);
        Assert.Equal("3", forced["spec.replicas"]);
    }

    [Fact]
    public async Task Apply_Forced_MovesReplicasToTheScalesManager()
    {
        await using var server = await StartAsync();
        await ApplyAsync(server, "two", 3, "&force=true");
        var entries = (await server.GetAsync($"{Deployments}/a")).Json.GetObject("metadata")!.GetArray("managedFields")!.Objects().ToList();
        var taker = Assert.Single(entries, entry => entry.GetString("manager") == "two");
        Assert.Equal("scale", taker.GetString("subresource"));
        Assert.Equal("""{"f:spec":{"f:replicas":{}}}""", taker["fieldsV1"]!.ToString());
        var loser = Assert.Single(entries, entry => entry.GetString("manager") == "one");
        Assert.Null(loser.GetObject("fieldsV1")!.GetPath("f:spec", "f:replicas"));
        Assert.NotNull(loser.GetObject("fieldsV1")!.GetPath("f:spec", "f:selector"));
    }

    [Fact]
    public async Task Apply_SameNumber_IsShared()
    {
        await using var server = await StartAsync();
        Assert.Equal(200, (await ApplyAsync(server, "two", 2, "")).Code);
    }

    [Fact]
    public async Task Apply_ToNothing_IsNotFound()
    {
        await using var server = await TestApiServer.StartAsync();
        Assert.Equal(404, (await ApplyAsync(server, "two", 2, "")).Code);
    }

    private static async Task<TestApiServer> StartAsync()
    {
        var server = await TestApiServer.StartAsync();
        Assert.Equal(201, (await server.SendAsync("PATCH", $"{Deployments}/a?fieldManager=one", Deployment, ApplyType)).Code);
        return server;
    }

    private static Task<TestResponse> ApplyAsync(TestApiServer server, string manager, int replicas, string more) => server.SendAsync(
        "PATCH",
        $"{Deployments}/a/scale?fieldManager={manager}{more}",
        $$$"""{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"a"},"spec":{"replicas":{{{replicas}}}}}""",
        ApplyType);
}

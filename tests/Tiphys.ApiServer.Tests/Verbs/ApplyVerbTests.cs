using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Verbs;

public sealed class ApplyVerbTests
{
    private const string Path = "/api/v1/namespaces/default/configmaps/a";
    private const string ApplyType = "application/apply-patch+yaml";

    [Fact]
    public async Task Apply_NoObject_MakesIt()
    {
        await using var server = await TestApiServer.StartAsync();
        var made = await ApplyAsync(server, "one", "k: v");
        Assert.Equal(201, made.Code);
        Assert.Contains("\"manager\":\"one\",\"operation\":\"Apply\"", made.Text);
    }

    [Fact]
    public async Task Apply_SameAgain_WritesNothing()
    {
        await using var server = await TestApiServer.StartAsync();
        var made = await ApplyAsync(server, "one", "k: v");
        var again = await ApplyAsync(server, "one", "k: v");
        Assert.Equal(200, again.Code);
        Assert.Equal(made["metadata.resourceVersion"], again["metadata.resourceVersion"]);
    }

    [Fact]
    public async Task Apply_FieldOfAnother_ConflictsUnlessForced()
    {
        await using var server = await TestApiServer.StartAsync();
        await ApplyAsync(server, "one", "k: v");
        var refused = await ApplyAsync(server, "two", "k: other");
        Assert.Equal(409, refused.Code);
        Assert.Contains("FieldManagerConflict", refused.Text);
        var forced = await ApplyAsync(server, "two", "k: other", "&force=true");
        Assert.Equal("other", forced["data.k"]);
    }

    [Fact]
    public async Task Apply_WithoutManager_IsInvalid()
    {
        await using var server = await TestApiServer.StartAsync();
        var answer = await server.SendAsync("PATCH", Path, "apiVersion: v1\nkind: ConfigMap\n", ApplyType);
        Assert.Equal(422, answer.Code);
    }

    private static Task<TestResponse> ApplyAsync(TestApiServer server, string manager, string data, string more = "") => server.SendAsync(
        "PATCH", $"{Path}?fieldManager={manager}{more}", $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  {data}\n", ApplyType);
}

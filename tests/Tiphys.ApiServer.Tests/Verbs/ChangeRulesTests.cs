using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Verbs;

/// <summary>What a PUT or a patch may say about the object it changes.</summary>
public sealed class ChangeRulesTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Operations = "application/json-patch+json";

    [Theory]
    [InlineData("""{"metadata":{"deletionTimestamp":"2020-01-01T00:00:00Z"}}""", "metadata.deletionTimestamp")]
    [InlineData("""{"metadata":{"deletionGracePeriodSeconds":5}}""", "metadata.deletionGracePeriodSeconds")]
    [InlineData("""{"metadata":{"uid":"another"}}""", "metadata.uid")]
    public async Task Patch_OfWhatIsTheServers_IsImmutable(string patch, string field)
    {
        await using var server = await StartAsync();
        var answer = await server.SendAsync("PATCH", $"{ConfigMaps}/a", patch, Merge);
        Assert.Equal(422, answer.Code);
        Assert.Contains($"{field}: Invalid value", answer["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_OfDeletedObject_MaySendItsDeletionBack()
    {
        await using var server = await StartAsync();
        await server.SendAsync("PATCH", $"{ConfigMaps}/a", """{"metadata":{"finalizers":["x/y"]}}""", Merge);
        var deleted = await server.DeleteAsync($"{ConfigMaps}/a");
        var metadata = deleted.Json.GetObject("metadata")!;
        metadata["deletionTimestamp"] = metadata.GetString("deletionTimestamp")!.Replace("Z", ".000000Z", StringComparison.Ordinal);
        Assert.Equal(200, (await server.PutAsync($"{ConfigMaps}/a", $$$"""{"metadata":{{{metadata}}},"data":{"k":"w"} }""")).Code);
    }

    [Theory]
    [InlineData("PUT", "application/json", "{}")]
    [InlineData("PUT", "application/json", """{"metadata":{"name":""}}""")]
    [InlineData("PATCH", Merge, """{"metadata":null}""")]
    [InlineData("PATCH", Operations, """[{"op":"remove","path":"/metadata"}]""")]
    [InlineData("PATCH", Strategic, """{"$patch":"delete"}""")]
    public async Task Change_WithoutName_IsRefused(string method, string contentType, string body)
    {
        await using var server = await StartAsync();
        var answer = await server.SendAsync(method, $"{ConfigMaps}/a", body, contentType);
        Assert.Equal(400, answer.Code);
        Assert.Equal("the name of the object (a based on URL) was undeterminable: name must be provided", answer["message"]);
    }

    [Theory]
    [InlineData(Strategic, "null")]
    [InlineData(Operations, "null")]
    [InlineData(Strategic, """{"kind":"Other","apiVersion":"other/v1"}""")]
    public async Task Patch_ThatSaysNothingOfTheObject_LeavesIt(string contentType, string patch)
    {
        await using var server = await StartAsync();
        var answer = await server.SendAsync("PATCH", $"{ConfigMaps}/a", patch, contentType);
        Assert.Equal(200, answer.Code);
        Assert.Equal("ConfigMap", answer["kind"]);
        Assert.Equal("""{"k":"v"}""", answer["data"]);
    }

    [Fact]
    public async Task ManagedFields_Reset_StayAwayUntilTheFirstApply()
    {
        await using var server = await StartAsync();
        var without = await server.SendAsync("PATCH", $"{ConfigMaps}/a", """{"metadata":{"managedFields":[{}]}}""", Merge);
        Assert.Null(without["metadata.managedFields"]);
        var updated = await server.SendAsync("PATCH", $"{ConfigMaps}/a", """{"data":{"l":"w"}}""", Merge);
        Assert.Null(updated["metadata.managedFields"]);

        const string Configuration = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"mine"}}""";
        var conflict = await server.SendAsync("PATCH", $"{ConfigMaps}/a?fieldManager=m", Configuration, "application/apply-patch+yaml");
        Assert.Equal(409, conflict.Code);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.k", conflict["message"]);
    }

    [Fact]
    public async Task Apply_OfWhatIsThere_SharesItWithoutATime()
    {
        await using var server = await StartAsync();
        const string Configuration = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"v"}}""";
        var shared = await server.SendAsync("PATCH", $"{ConfigMaps}/a?fieldManager=m", Configuration, "application/apply-patch+yaml");
        var entry = shared.Json.GetObject("metadata")!.GetArray("managedFields")!.Objects().First();
        Assert.Equal("m", entry.GetString("manager"));
        Assert.False(entry.ContainsKey("time"));
    }

    private static async Task<TestApiServer> StartAsync()
    {
        var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        return server;
    }
}

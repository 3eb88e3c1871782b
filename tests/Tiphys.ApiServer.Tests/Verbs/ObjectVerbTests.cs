using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Verbs;

public sealed class ObjectVerbTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task Create_NewObject_AnswersItWithSystemMetadata()
    {
        await using var server = await TestApiServer.StartAsync();
        var made = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        Assert.Equal(201, made.Code);
        Assert.Equal("default", made["metadata.namespace"]);
        Assert.Equal(36, made["metadata.uid"]!.Length);
        Assert.NotNull(made["metadata.creationTimestamp"]);
        var read = await server.GetAsync($"{ConfigMaps}/a");
        Assert.Equal(200, read.Code);
        Assert.Equal(made.Text, read.Text);
        Assert.StartsWith("{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"", read.Text);
    }

    [Fact]
    public async Task Create_NameTaken_AnswersAlreadyExists()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var second = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        Assert.Equal(409, second.Code);
        Assert.Equal("AlreadyExists", second["reason"]);
        Assert.Equal("configmaps \"a\" already exists", second["message"]);
    }

    [Fact]
    public async Task Create_GenerateName_AppendsSuffix()
    {
        await using var server = await TestApiServer.StartAsync();
        var made = await server.PostAsync(ConfigMaps, """{"metadata":{"generateName":"gen-"}}""");
        Assert.Matches("^gen-[a-z0-9]{5}$", made["metadata.name"]!);
    }

    [Fact]
    public async Task Create_DryRun_StoresNothing()
    {
        await using var server = await TestApiServer.StartAsync();
        var made = await server.PostAsync($"{ConfigMaps}?dryRun=All", """{"metadata":{"name":"a"}}""");
        Assert.Equal(201, made.Code);
        Assert.Equal(404, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Fact]
    public async Task Get_UnknownName_AnswersNotFoundStatus()
    {
        await using var server = await TestApiServer.StartAsync();
        var answer = await server.GetAsync($"{ConfigMaps}/missing");
        Assert.Equal(404, answer.Code);
        Assert.Equal("Status", answer["kind"]);
        Assert.Equal("configmaps \"missing\" not found", answer["message"]);
        Assert.Equal("configmaps", answer["details.kind"]);
    }

    [Fact]
    public async Task Update_StaleVersion_AnswersConflict()
    {
        await using var server = await TestApiServer.StartAsync();
        var made = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var version = made["metadata.resourceVersion"];
        var first = await server.PutAsync($"{ConfigMaps}/a", $$$"""{"metadata":{"name":"a","resourceVersion":"{{{version}}}"},"data":{"k":"1"}}""");
        Assert.Equal(200, first.Code);
        var second = await server.PutAsync($"{ConfigMaps}/a", $$$"""{"metadata":{"name":"a","resourceVersion":"{{{version}}}"},"data":{"k":"2"}}""");
        Assert.Equal(409, second.Code);
        Assert.Equal("Conflict", second["reason"]);
    }

    [Fact]
    public async Task Update_NothingChanged_KeepsTheVersion()
    {
        await using var server = await TestApiServer.StartAsync();
        var made = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        var again = await server.PutAsync($"{ConfigMaps}/a", """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        Assert.Equal(made["metadata.resourceVersion"], again["metadata.resourceVersion"]);
    }

    [Theory]
    [InlineData("application/merge-patch+json", """{"data":{"k":"new","gone":null}}""")]
    [InlineData("application/strategic-merge-patch+json", """{"data":{"k":"new","gone":null}}""")]
    [InlineData("application/json-patch+json", """[{"op":"replace","path":"/data/k","value":"new"},{"op":"remove","path":"/data/gone"}]""")]
    public async Task Patch_EachKind_ChangesTheObject(string contentType, string patch)
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"k":"old","gone":"x","stays":"y"}}""");
        var patched = await server.SendAsync("PATCH", $"{ConfigMaps}/a", patch, contentType);
        Assert.Equal(200, patched.Code);
        Assert.Equal("""{"k":"new","stays":"y"}""", patched["data"]);
    }

    [Fact]
    public async Task Delete_PlainObject_AnswersStatusAndRemoves()
    {
        await using var server = await TestApiServer.StartAsync();
        var made = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        var deleted = await server.DeleteAsync($"{ConfigMaps}/a");
        Assert.Equal(200, deleted.Code);
        Assert.Equal("Success", deleted["status"]);
        Assert.Equal(made["metadata.uid"], deleted["details.uid"]);
        Assert.Equal(404, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Fact]
    public async Task Delete_ObjectWithFinalizer_IsMarkedAndGoesWithItsLastFinalizer()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a","finalizers":["example.com/hold"]}}""");
        var marked = await server.DeleteAsync($"{ConfigMaps}/a");
        Assert.NotNull(marked["metadata.deletionTimestamp"]);
        Assert.Equal(200, (await server.GetAsync($"{ConfigMaps}/a")).Code);
        await server.SendAsync("PATCH", $"{ConfigMaps}/a", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
        Assert.Equal(404, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Fact]
    public async Task DeleteCollection_WithSelector_RemovesTheSelected()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a","labels":{"app":"x"}}}""");
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"b","labels":{"app":"y"}}}""");
        var deleted = await server.DeleteAsync($"{ConfigMaps}?labelSelector=app%3Dx");
        Assert.Equal(200, deleted.Code);
        Assert.Equal(404, (await server.GetAsync($"{ConfigMaps}/a")).Code);
        Assert.Equal(200, (await server.GetAsync($"{ConfigMaps}/b")).Code);
    }

    [Fact]
    public async Task Create_UnknownField_StrictRefusesAndWarnWarns()
    {
        await using var server = await TestApiServer.StartAsync();
        var strict = await server.PostAsync($"{ConfigMaps}?fieldValidation=Strict", """{"metadata":{"name":"a"},"nonsense":1}""");
        Assert.Equal(400, strict.Code);
        var warned = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"},"nonsense":1}""");
        Assert.Equal(201, warned.Code);
        Assert.Equal("299 - \"unknown field \\\"nonsense\\\"\"", Assert.Single(warned.Headers.GetValues("Warning")));
    }

    [Fact]
    public async Task Create_YamlBody_IsRead()
    {
        await using var server = await TestApiServer.StartAsync();
        var made = await server.SendAsync("POST", ConfigMaps, "metadata:\n  name: a\ndata:\n  k: v\n", "application/yaml", "application/yaml");
        Assert.Equal(201, made.Code);
        Assert.Contains("k: v", made.Text);
    }

    [Theory]
    [InlineData("mine-1", true)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123-", false)]
    [InlineData("", false)]
    public async Task Answer_CarriesTheRequestsId_TheClientsOwnIfItFitsAHeader(string given, bool kept)
    {
        await using var server = await TestApiServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/version");
        request.Headers.TryAddWithoutValidation("Audit-ID", given);
        using var response = await server.Http.SendAsync(request);
        var id = Assert.Single(response.Headers.GetValues("Audit-Id"));
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(kept, id == given);
        Assert.NotEmpty(id);
    }
}

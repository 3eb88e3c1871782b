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

    [Theory]
    [InlineData("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"}", 201, null)]
    [InlineData("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"generateName\":\"a\"}}", 201, null)]
    [InlineData("{\"metadata\":{\"name\":\"a\"}}", 400, "invalid object type: /, Kind=")]
    [InlineData("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"}}", 400, "invalid object type: /v1, Kind=Secret")]
    [InlineData("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"uid\":\"x\"}}", 422, "ConfigMap \"a\" is invalid: metadata.uid: Invalid value: \"x\": field is immutable")]
    [InlineData("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"1\"}}", 201, null)]
    public async Task Apply_OfNothingThere_LooksAtItsMetadata(string configuration, int code, string? message)
    {
        await using var server = await TestApiServer.StartAsync();
        var answer = await server.SendAsync("PATCH", $"{Path}?fieldManager=one", configuration, ApplyType);
        Assert.Equal(code, answer.Code);
        Assert.Equal(message, answer["message"]);
    }

    [Fact]
    public async Task Apply_ElementWithoutItsKey_IsJudgedByTheKind()
    {
        await using var server = await TestApiServer.StartAsync();
        var answer = await server.SendAsync(
            "PATCH",
            "/api/v1/namespaces/default/services/a?fieldManager=one",
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"ports":[{"name":"x"}]}}""",
            ApplyType);
        Assert.Equal(422, answer.Code);
        Assert.Contains("spec.ports[0].port: Invalid value: 0", answer["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fieldManager=%01x", "fieldManager: Invalid value: \"\\x01x\": invalid character U+0001 (at position 0)")]
    [InlineData("fieldManager=x%C2%85", "fieldManager: Invalid value: \"x\\u0085\": invalid character U+0085 (at position 1)")]
    [InlineData("fieldValidation=Some", "fieldValidation: Unsupported value: \"Some\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"")]
    [InlineData("dryRun=Some", "dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"")]
    public async Task Options_Wrong_AreInvalid(string query, string message)
    {
        await using var server = await TestApiServer.StartAsync();
        var answer = await server.SendAsync("POST", $"/api/v1/namespaces/default/configmaps?{query}", """{"metadata":{"name":"a"}}""");
        Assert.Equal(422, answer.Code);
        Assert.Equal($"CreateOptions.meta.k8s.io \"\" is invalid: {message}", answer["message"]);
    }

    private static Task<TestResponse> ApplyAsync(TestApiServer server, string manager, string data, string more = "") => server.SendAsync(
        "PATCH", $"{Path}?fieldManager={manager}{more}", $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  {data}\n", ApplyType);
}

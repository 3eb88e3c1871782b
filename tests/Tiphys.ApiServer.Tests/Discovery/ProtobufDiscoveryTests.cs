using System.Text.Json.Nodes;
using Tiphys.Api.Protobuf;
using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Discovery;

public sealed class ProtobufDiscoveryTests
{
    private const string Aggregated = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private const string V3 = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";

    [Theory]
    [InlineData("/api")]
    [InlineData("/apis")]
    [InlineData("/api/v1")]
    [InlineData("/apis/apps")]
    [InlineData("/apis/apps/v1")]
    public async Task Discovery_AsProtobuf_SaysWhatItsJsonSays(string path)
    {
        await using var server = await TestApiServer.StartAsync();

        var json = await server.GetAsync(path);
        var protobuf = await server.SendAsync("GET", path, accept: ProtobufCodec.MediaType);

        Assert.Equal(ProtobufCodec.MediaType, protobuf.ContentType);
        AssertSays(json, protobuf);
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/apis")]
    public async Task AggregatedDiscovery_AsProtobufOrYaml_HasTheTagOfItsJson(string path)
    {
        await using var server = await TestApiServer.StartAsync();

        var json = await server.SendAsync("GET", path, accept: "application/json" + Aggregated);
        var protobuf = await server.SendAsync("GET", path, accept: ProtobufCodec.MediaType + Aggregated);
        var yaml = await server.SendAsync("GET", path, accept: "application/yaml" + Aggregated);

        Assert.Equal(ProtobufCodec.MediaType + Aggregated, protobuf.ContentType?.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal([json.Headers.ETag, json.Headers.ETag], [protobuf.Headers.ETag, yaml.Headers.ETag]);
        Assert.Contains("\nkind: APIGroupDiscoveryList\n", "\n" + yaml.Text, StringComparison.Ordinal);
        AssertSays(json, protobuf);
    }

    [Theory]
    [InlineData("/apis", "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList", 406)]
    [InlineData("/apis/apps", "application/json" + Aggregated, 406)]
    [InlineData("/apis/apps", "application/json" + Aggregated + ",application/json", 200)]
    [InlineData("/apis", "text/html", 406)]
    [InlineData("/openapi/v3/apis/apps/v1", "text/html", 406)]
    [InlineData("/openapi/v3/apis/apps/v1", "application/*", 200)]
    public async Task Discovery_InAFormThatIsNotThere_IsRefused(string path, string accept, int code)
    {
        await using var server = await TestApiServer.StartAsync();

        Assert.Equal(code, (await server.SendAsync("GET", path, accept: accept)).Code);
    }

    [Theory]
    [InlineData(V3)]
    [InlineData("application/com.github.proto-openapi.spec.v3@v1.0+protobuf")]
    public async Task OpenApiV3_AsProtobuf_IsKeptByItsHash(string accept)
    {
        await using var server = await TestApiServer.StartAsync();
        var address = (await server.GetAsync("/openapi/v3"))["paths.version.serverRelativeURL"]!;

        var json = await server.GetAsync(address);
        var protobuf = await server.SendAsync("GET", address, accept: accept);

        Assert.Equal(V3, protobuf.ContentType);
        Assert.Equal("\n\u00053.0.0\u0012", protobuf.Text[..8]);
        Assert.Equal("public, immutable", protobuf.Headers.GetValues("Cache-Control").Single().Replace("immutable, public", "public, immutable", StringComparison.Ordinal));
        Assert.Equal(json.Headers.ETag, protobuf.Headers.ETag);
    }

    private static void AssertSays(TestResponse json, TestResponse protobuf)
    {
        var expected = json.Json;
        var said = ProtobufCodec.Decode(protobuf.Bytes);
        if (!expected.ContainsKey("apiVersion"))
            said["apiVersion"] = null;
        Assert.Equal(Sorted(expected.ToUtf8()), Sorted(said.ToUtf8()));
    }

    /// <summary>The text with members in the order of their names, and without empty ones: protobuf does not tell those from none.</summary>
    private static string Sorted(byte[] json) => Order(JsonNode.Parse(json))!.ToJsonString();

    private static JsonNode? Order(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(
            members.Select(member => KeyValuePair.Create(member.Key, Order(member.Value))).Where(member => !IsEmpty(member.Value)).OrderBy(member => member.Key, StringComparer.Ordinal)),
        JsonArray items => new JsonArray([.. items.Select(Order)]),
        _ => node?.DeepClone(),
    };

    private static bool IsEmpty(JsonNode? node) => node?.ToJsonString() is null or "{}" or "[]" or "\"\"" or "false";
}

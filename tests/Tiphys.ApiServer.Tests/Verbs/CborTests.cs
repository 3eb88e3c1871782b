using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using Tiphys.Api.Cbor;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Verbs;

public sealed class CborTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task Object_WrittenAndReadAsCbor_IsTheSameAsInJson()
    {
        await using var server = await TestApiServer.StartAsync();
        var (code, made, type) = await SendAsync(server, "POST", ConfigMaps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"v"}}""", CborCodec.MediaType);
        Assert.Equal(201, code);
        Assert.Equal(CborCodec.MediaType, type);
        Assert.True(made.DeepEquals((await server.GetAsync($"{ConfigMaps}/a")).Json), made.ToString());
        var list = (await SendAsync(server, "GET", ConfigMaps, null, CborCodec.MediaType)).Body;
        Assert.Equal("ConfigMapList", list.GetString("kind"));
        Assert.Contains("a", list.GetArray("items")!.Objects().Select(item => (item.GetPath("metadata", "name") as DocString)?.Value));
    }

    [Fact]
    public async Task Apply_AsCbor_IsAnApply()
    {
        await using var server = await TestApiServer.StartAsync();
        var (code, made, _) = await SendAsync(
            server, "PATCH", $"{ConfigMaps}/a?fieldManager=t", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"v"}}""", "application/apply-patch+cbor");
        Assert.Equal(201, code);
        Assert.Equal("v", (made.GetPath("data", "k") as DocString)?.Value);
    }

    [Fact]
    public async Task Error_ForACborClient_IsAStatusInCbor()
    {
        await using var server = await TestApiServer.StartAsync();
        var (code, status, type) = await SendAsync(server, "GET", $"{ConfigMaps}/none", null, CborCodec.MediaType);
        Assert.Equal(404, code);
        Assert.Equal(CborCodec.MediaType, type);
        Assert.Equal("NotFound", status.GetString("reason"));
    }

    [Fact]
    public async Task MalformedBody_IsABadRequest()
    {
        await using var server = await TestApiServer.StartAsync();
        Assert.Equal(400, (await server.SendAsync("POST", ConfigMaps, "no cbor", CborCodec.MediaType)).Code);
    }

    [Fact]
    public async Task Watch_AsCbor_IsASequenceOfEvents()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}""");
        using var request = new HttpRequestMessage(HttpMethod.Get, ConfigMaps + "?watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Da");
        request.Headers.TryAddWithoutValidation("Accept", CborCodec.SequenceMediaType);
        using var response = await server.Http.SendAsync(request);
        Assert.Equal(CborCodec.SequenceMediaType, response.Content.Headers.ContentType!.ToString());
        var change = CborCodec.DecodeObject(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("ADDED", change.GetString("type"));
        Assert.Equal("a", (change.GetPath("object", "metadata", "name") as DocString)?.Value);
    }

    private static async Task<(int Code, DocObject Body, string? ContentType)> SendAsync(TestApiServer server, string method, string path, string? json, string contentType)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept", CborCodec.MediaType);
        if (json is not null)
        {
            var output = new ArrayBufferWriter<byte>();
            CborCodec.Encode(output, DocReader.ParseObject(Encoding.UTF8.GetBytes(json)));
            request.Content = new ByteArrayContent(output.WrittenSpan.ToArray());
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        using var response = await server.Http.SendAsync(request);
        return ((int)response.StatusCode, CborCodec.DecodeObject(await response.Content.ReadAsByteArrayAsync()), response.Content.Headers.ContentType?.ToString());
    }
}

using Tiphys.Api.Documents;
using Tiphys.ApiServer.Fixture;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Admission;
using Tiphys.ApiServer.Tests.Verbs;

namespace Tiphys.ApiServer.Tests.CustomResources;

/// <summary>Field selectors over a version that is not the stored one: the fields exist only after conversion.</summary>
public sealed class SelectableFieldTests
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Stored = "/apis/example.com/v1/namespaces/default/doors";
    private const string Asked = "/apis/example.com/v2/namespaces/default/doors";

    private const string Definition = """
        {"metadata":{"name":"doors.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
        "names":{"plural":"doors","singular":"door","kind":"Door","listKind":"DoorList"},
        "conversion":{"strategy":"Webhook","webhook":{"clientConfig":CONFIG,"conversionReviewVersions":["v1"]}},
        "versions":[
          {"name":"v1","served":true,"storage":true,"selectableFields":[{"jsonPath":".hostPort"}],
           "schema":{"openAPIV3Schema":{"type":"object","properties":{"hostPort":{"type":"string"}}}}},
          {"name":"v2","served":true,"storage":false,"selectableFields":[{"jsonPath":".host"},{"jsonPath":".port"}],
           "schema":{"openAPIV3Schema":{"type":"object","properties":{"host":{"type":"string"},"port":{"type":"string"}}}}}]}}
        """;

    [Fact]
    public async Task List_ByFieldOfAnotherVersion_ConvertsBeforeItSelects()
    {
        await using var hook = await WebhookServer.StartAsync((http, _) => ConvertAsync(http));
        await using var server = await StartAsync(hook);

        Assert.Equal(["a", "b"], await NamesAsync(server, $"{Asked}?fieldSelector=host%3Dh1"));
        Assert.Equal(["a"], await NamesAsync(server, $"{Asked}?fieldSelector=host%3Dh1,port%3D80"));
        Assert.Equal(["b", "c"], await NamesAsync(server, $"{Asked}?fieldSelector=port!%3D80"));
        Assert.Equal(["b"], await NamesAsync(server, $"{Stored}?fieldSelector=hostPort%3Dh1:81"));
    }

    [Fact]
    public async Task Watch_ByFieldOfAnotherVersion_SeesObjectsComeAndGo()
    {
        await using var hook = await WebhookServer.StartAsync((http, _) => ConvertAsync(http));
        await using var server = await StartAsync(hook);
        await using var watch = await TestWatch.OpenAsync(server, $"{Asked}?watch=true&fieldSelector=host%3Dh2");
        Assert.Equal(("ADDED", "c"), await NextAsync(watch));

        await server.SendAsync("PATCH", $"{Asked}/a", """{"host":"h2"}""", "application/merge-patch+json");
        Assert.Equal(("ADDED", "a"), await NextAsync(watch));
        await server.SendAsync("PATCH", $"{Asked}/c", """{"host":"h3"}""", "application/merge-patch+json");
        Assert.Equal(("DELETED", "c"), await NextAsync(watch));
    }

    [Fact]
    public async Task DeleteCollection_ByFieldOfAnotherVersion_TakesTheSelectedOnly()
    {
        await using var hook = await WebhookServer.StartAsync((http, _) => ConvertAsync(http));
        await using var server = await StartAsync(hook);
        Assert.Equal(200, (await server.DeleteAsync($"{Asked}?fieldSelector=host%3Dh1")).Code);
        Assert.Equal(["c"], await NamesAsync(server, Stored));
    }

    private static async Task<TestApiServer> StartAsync(WebhookServer hook)
    {
        var server = await TestApiServer.StartAsync();
        Assert.Equal(201, (await server.PostAsync(Definitions, Definition.Replace("CONFIG", hook.ClientConfig, StringComparison.Ordinal))).Code);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while ((await server.GetAsync(Asked)).Code != 200)
        {
            Assert.False(limit.IsCancellationRequested, "the definition was not served in 10 s");
            await Task.Yield();
        }

        foreach (var (name, host, port) in new[] { ("a", "h1", "80"), ("b", "h1", "81"), ("c", "h2", "81") })
        {
            var body = $$"""{"apiVersion":"example.com/v2","kind":"Door","metadata":{"name":"{{name}}"},"host":"{{host}}","port":"{{port}}"}""";
            Assert.Equal(201, (await server.PostAsync(Asked, body)).Code);
        }

        return server;
    }

    private static async Task<string[]> NamesAsync(TestApiServer server, string path) =>
        [.. (await server.GetAsync(path)).Items.Select(item => item.ObjectName)];

    private static async Task<(string Type, string Name)> NextAsync(TestWatch watch)
    {
        var (type, changed) = await watch.NextAsync();
        return (type, changed.ObjectName);
    }

    private static async Task ConvertAsync(Microsoft.AspNetCore.Http.HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var request = TestAdmission.Json(await reader.ReadToEndAsync()).GetObject("request")!;
        var target = request.GetString("desiredAPIVersion")!;
        var response = new DocObject
        {
            { "uid", request.GetString("uid")! },
            { "convertedObjects", new DocArray(request.GetArray("objects")!.Objects().Select(item => Convert(item, target))) },
            { "result", new DocObject { { "status", "Success" } } },
        };
        var review = new DocObject { { "apiVersion", "apiextensions.k8s.io/v1" }, { "kind", "ConversionReview" }, { "response", response } };
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(review.ToUtf8());
    }

    private static DocNode Convert(DocObject item, string target)
    {
        var converted = item.Clone();
        converted["apiVersion"] = target;
        if (target == "example.com/v1")
        {
            converted["hostPort"] = $"{item.GetString("host")}:{item.GetString("port")}";
            return converted;
        }

        var parts = item.GetString("hostPort")!.Split(':');
        (converted["host"], converted["port"]) = (parts[0], parts[1]);
        return converted;
    }
}

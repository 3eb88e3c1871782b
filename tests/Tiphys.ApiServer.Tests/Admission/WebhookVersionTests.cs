using System.Net;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Security;

namespace Tiphys.ApiServer.Tests.Admission;

/// <summary>Webhooks with matchPolicy Equivalent: a write in one version is told, and patched, in the version that the webhook asks for.</summary>
public sealed class WebhookVersionTests
{
    private const string Definition = """
        {"metadata":{"name":"addresses.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
        "names":{"plural":"addresses","singular":"address","kind":"Address","listKind":"AddressList"},
        "conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":CONFIG}},
        "versions":[
          {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"hostPort":{"type":"string"}}}}},
          {"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","properties":{"host":{"type":"string"},"port":{"type":"string"}}}}}]}}
        """;

    [Fact]
    public async Task BuiltInKind_WrittenInAnOlderVersion_IsSeenAndPatchedInTheNewer()
    {
        await using var server = await StartAsync();
        await using var hook = await WebhookServer.StartAsync(_ => Patch("""[{"op":"replace","path":"/spec/metrics/0/resource/target/averageUtilization","value":55}]"""));
        await RegisterAsync(server, hook, "autoscaling", "v2", "horizontalpodautoscalers");

        var made = await server.AdminAsync("POST", "/apis/autoscaling/v1/namespaces/shop/horizontalpodautoscalers", """
            {"metadata":{"name":"h"},"spec":{"maxReplicas":3,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"d"},"targetCPUUtilizationPercentage":80}}
            """);

        Assert.Equal(HttpStatusCode.Created, made.Code);
        Assert.Equal(55, (made.Json.GetPath("spec", "targetCPUUtilizationPercentage") as DocNumber)!.AsDouble());
        var request = Assert.Single(hook.Requests);
        Assert.Equal("autoscaling/v2", request.StringAt("object", "apiVersion"));
        Assert.Equal("v2", request.StringAt("kind", "version"));
        Assert.Equal("v1", request.StringAt("requestKind", "version"));
    }

    [Fact]
    public async Task CustomResource_WrittenInAnotherVersion_IsConvertedByItsWebhook()
    {
        await using var server = await StartAsync();
        await using var converter = await WebhookServer.StartAsync(ConvertAsync);
        await using var hook = await WebhookServer.StartAsync(_ => Patch("""[{"op":"replace","path":"/hostPort","value":"other:2"}]"""));
        Assert.Equal(HttpStatusCode.Created, (await server.AdminAsync("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Definition.Replace("CONFIG", converter.ClientConfig))).Code);
        await RegisterAsync(server, hook, "example.com", "v1", "addresses");
        const string path = "/apis/example.com/v2/namespaces/shop/addresses";
        while ((await server.AdminAsync("GET", path)).Code != HttpStatusCode.OK)
            await Task.Yield();

        var made = await server.AdminAsync("POST", path, """{"apiVersion":"example.com/v2","kind":"Address","metadata":{"name":"a"},"host":"here","port":"1"}""");

        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
        Assert.Equal("here:1", Assert.Single(hook.Requests).StringAt("object", "hostPort"));
        Assert.Equal(("other", "2"), (made.Json.StringAt("host"), made.Json.StringAt("port")));
        Assert.Equal("other:2", (await server.AdminAsync("GET", path.Replace("v2", "v1") + "/a")).Json.StringAt("hostPort"));
    }

    [Fact]
    public async Task Request_LongerThanItsTimeout_IsAnsweredWithATimeout()
    {
        await using var server = await StartAsync();
        var forever = new TaskCompletionSource();
        await using var hook = await WebhookServer.StartAsync((http, _) => forever.Task.WaitAsync(http.RequestAborted));
        await RegisterAsync(server, hook, "", "v1", "configmaps");

        var late = await server.AdminAsync("POST", "/api/v1/namespaces/shop/configmaps?timeout=200ms", """{"metadata":{"name":"c"}}""");
        var odd = await server.AdminAsync("POST", "/api/v1/namespaces/shop/configmaps?timeout=soon", """{"metadata":{"name":"c"}}""");

        Assert.Equal(HttpStatusCode.GatewayTimeout, late.Code);
        Assert.Equal("Timeout", late.Json.GetString("reason"));
        Assert.Equal(HttpStatusCode.BadRequest, odd.Code);
        forever.SetResult();
    }

    private static async Task ConvertAsync(Microsoft.AspNetCore.Http.HttpContext http, WebhookServer _)
    {
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var request = DocReader.ParseObject(body.ToArray()).GetObject("request")!;
        var target = request.GetString("desiredAPIVersion")!;
        var converted = new DocArray();
        foreach (var item in request.GetArray("objects")!.Objects())
        {
            var next = item.Clone();
            next["apiVersion"] = target;
            if (target == "example.com/v1" && item.GetString("host") is { } host)
                next["hostPort"] = $"{host}:{item.GetString("port")}";
            else if (item.GetString("hostPort")?.Split(':') is [var name, var port])
                (next["host"], next["port"]) = (name, port);
            converted.Add(next);
        }

        var response = new DocObject { { "uid", request["uid"]! }, { "result", new DocObject { { "status", "Success" } } }, { "convertedObjects", converted } };
        var review = new DocObject { { "apiVersion", "apiextensions.k8s.io/v1" }, { "kind", "ConversionReview" }, { "response", response } };
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(review.ToUtf8());
    }

    private static string Patch(string patch) =>
        """{"allowed":true,"patchType":"JSONPatch","patch":"PATCH"}""".Replace("PATCH", Convert.ToBase64String(Encoding.UTF8.GetBytes(patch)));

    private static async Task<SecureServer> StartAsync()
    {
        var server = await SecureServer.StartAsync();
        await server.NamespaceAsync("shop");
        return server;
    }

    private static async Task RegisterAsync(SecureServer server, WebhookServer hook, string group, string version, string resource)
    {
        var body = """
            {"metadata":{"name":"m"},"webhooks":[{"name":"m.example.com","clientConfig":CONFIG,"admissionReviewVersions":["v1"],"sideEffects":"None",
             "rules":[{"operations":["CREATE"],"apiGroups":["GROUP"],"apiVersions":["VERSION"],"resources":["RESOURCE"]}]}]}
            """.Replace("CONFIG", hook.ClientConfig).Replace("GROUP", group).Replace("VERSION", version).Replace("RESOURCE", resource);
        var made = await server.AdminAsync("POST", "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", body);
        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
    }
}

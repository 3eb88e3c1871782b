using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Security;

namespace Tiphys.ApiServer.Tests.Admission;

public sealed class WebhookTests
{
    private const string Allow = """{"allowed":true}""";

    private static string Patch(string patch) =>
        """{"allowed":true,"patchType":"JSONPatch","patch":"PATCH"}""".Replace("PATCH", Convert.ToBase64String(Encoding.UTF8.GetBytes(patch)));

    private static async Task RegisterAsync(SecureServer server, string kind, string name, string clientConfig, string extra = "", string resources = "configmaps")
    {
        var body = """
            {"metadata":{"name":"NAME"},"webhooks":[{"name":"NAME.example.com","clientConfig":CONFIG,"admissionReviewVersions":["v1"],"sideEffects":"None"EXTRA,
             "namespaceSelector":{"matchLabels":{"hooked":"yes"}},
             "rules":[{"operations":["CREATE","UPDATE","DELETE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["RESOURCES"]}]}]}
            """.Replace("NAME", name).Replace("CONFIG", clientConfig).Replace("EXTRA", extra).Replace("RESOURCES", resources);
        var made = await server.AdminAsync("POST", $"/apis/admissionregistration.k8s.io/v1/{kind}webhookconfigurations", body);
        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
    }

    /// <summary>Puts an object into the store past validation and waits until the cache shows it.</summary>
    private static async Task StoreAsync(SecureServer server, GroupResource resource, string json)
    {
        var services = server.Server.Server.Services;
        var document = TestAdmission.Json(json);
        await services.Writer.CreateAsync(resource, document, default);
        while (services.Reader.Get(resource, document.ObjectNamespace, document.ObjectName) is null)
            await Task.Yield();
    }

    private static async Task<SecureServer> StartAsync()
    {
        var server = await SecureServer.StartAsync();
        await server.NamespaceAsync("shop", """{"hooked":"yes"}""");
        await server.NamespaceAsync("calm");
        return server;
    }

    private static Task<SecureServer.Answer> CreateAsync(SecureServer server, string ns = "shop", string query = "", string name = "c") =>
        server.AdminAsync("POST", $"/api/v1/namespaces/{ns}/configmaps{query}", """{"metadata":{"name":"NAME"},"data":{"a":"b"}}""".Replace("NAME", name));

    [Fact]
    public async Task MutatingWebhook_WithAPatch_ChangesTheObject()
    {
        await using var server = await StartAsync();
        await using var hook = await WebhookServer.StartAsync(_ => Patch("""[{"op":"add","path":"/data/added","value":"x"}]"""));
        await RegisterAsync(server, "mutating", "m", hook.ClientConfig);

        Assert.Equal("x", (await CreateAsync(server)).Json.StringAt("data", "added"));
        Assert.Equal("", (await CreateAsync(server, "calm")).Json.StringAt("data", "added"));
        var request = Assert.Single(hook.Requests);
        Assert.Equal("CREATE", request.GetString("operation"));
        Assert.Equal("ConfigMap", request.StringAt("kind", "kind"));
        Assert.Equal("configmaps", request.StringAt("resource", "resource"));
        Assert.Equal("shop", request.GetString("namespace"));
        Assert.Equal("admin", request.StringAt("userInfo", "username"));
        Assert.Equal("b", request.StringAt("object", "data", "a"));
        Assert.IsType<DocNull>(request["oldObject"]);
        Assert.False(request.GetBool("dryRun"));
    }

    [Fact]
    public async Task MutatingWebhook_AddingAFieldThatIsNone_IsPruned()
    {
        await using var server = await StartAsync();
        await using var hook = await WebhookServer.StartAsync(_ => Patch("""[{"op":"add","path":"/bogus","value":"x"},{"op":"add","path":"/data/added","value":"x"}]"""));
        await RegisterAsync(server, "mutating", "m", hook.ClientConfig);

        var made = (await CreateAsync(server)).Json;

        Assert.Equal("x", made.StringAt("data", "added"));
        Assert.Null(made["bogus"]);
    }

    [Fact]
    public async Task Webhook_TooSlow_IsNamedWithItsTimeLimit()
    {
        await using var server = await StartAsync();
        await using var hook = await WebhookServer.StartAsync(async (http, _) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted));
        await RegisterAsync(server, "validating", "v", hook.ClientConfig, ""","timeoutSeconds":1""");

        var refused = await CreateAsync(server);

        Assert.Equal(500, (int)refused.Code);
        Assert.Contains("/hook?timeout=1s\": context deadline exceeded", refused.Message);
    }

    [Fact]
    public async Task ValidatingWebhook_Refusing_TellsItsMessageAndCode()
    {
        await using var server = await StartAsync();
        await using var hook = await WebhookServer.StartAsync(_ => """{"allowed":false,"status":{"message":"no such thing","code":418},"warnings":["mind the gap"]}""");
        await RegisterAsync(server, "validating", "v", hook.ClientConfig);

        var refused = await CreateAsync(server);

        Assert.Equal(418, (int)refused.Code);
        Assert.Equal("admission webhook \"v.example.com\" denied the request: no such thing", refused.Message);
    }

    [Fact]
    public async Task ValidatingWebhook_OnUpdate_SeesTheObjectAsItStands_CVE_2021_25735()
    {
        await using var server = await StartAsync();
        await using var hook = await WebhookServer.StartAsync(_ => Allow);
        await CreateAsync(server);
        await RegisterAsync(server, "validating", "v", hook.ClientConfig);

        await server.SendAsync("admin", "PATCH", "/api/v1/namespaces/shop/configmaps/c", """{"data":{"a":"new"},"metadata":{"labels":{"x":"y"}}}""", "application/merge-patch+json");

        var request = Assert.Single(hook.Requests);
        Assert.Equal("b", request.StringAt("oldObject", "data", "a"));
        Assert.Equal("new", request.StringAt("object", "data", "a"));
        Assert.Null(((DocObject)request["oldObject"]!).ObjectLabels);
    }

    [Fact]
    public async Task DeadWebhook_FailsOrIsIgnored_AsItsPolicySays()
    {
        await using var server = await StartAsync();
        await RegisterAsync(server, "validating", "ignored", """{"url":"https://127.0.0.1:1/x"}""", ""","failurePolicy":"Ignore" """);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(server)).Code);

        await RegisterAsync(server, "validating", "strict", """{"url":"https://127.0.0.1:1/x"}""");
        var refused = await CreateAsync(server, name: "d");
        Assert.Equal(HttpStatusCode.InternalServerError, refused.Code);
        Assert.StartsWith("Internal error occurred: failed calling webhook \"strict.example.com\": failed to call webhook: Post \"https://127.0.0.1:1/x?timeout=10s\"", refused.Message);
    }

    [Fact]
    public async Task Webhook_Redirecting_IsNotFollowedNorItsBodyTold_CVE_2020_8561()
    {
        await using var server = await StartAsync();
        await using var secret = await WebhookServer.StartAsync(_ => Allow);
        await using var hook = await WebhookServer.StartAsync((http, _) =>
        {
            http.Response.Redirect($"https://127.0.0.1:{secret.Port}/metadata");
            return http.Response.WriteAsync("secret body");
        });
        await RegisterAsync(server, "validating", "v", hook.ClientConfig);

        var refused = await CreateAsync(server);

        Assert.Equal(HttpStatusCode.InternalServerError, refused.Code);
        Assert.Empty(secret.Requests);
        Assert.DoesNotContain("secret body", refused.Text);
    }

    [Fact]
    public async Task Webhook_OfAnotherAuthority_IsNotTrusted()
    {
        await using var server = await StartAsync();
        await using var hook = await WebhookServer.StartAsync(_ => Allow);
        await using var other = await WebhookServer.StartAsync(_ => Allow);
        await RegisterAsync(server, "validating", "v", hook.ClientConfig.Replace(hook.CaBundle, other.CaBundle));

        Assert.Equal(HttpStatusCode.InternalServerError, (await CreateAsync(server)).Code);
        Assert.Empty(hook.Requests);
    }

    [Fact]
    public async Task DryRun_ReachesOnlyWebhooksWithoutSideEffects()
    {
        await using var server = await StartAsync();
        await using var hook = await WebhookServer.StartAsync(_ => Allow);
        await RegisterAsync(server, "validating", "v", hook.ClientConfig);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(server, query: "?dryRun=All")).Code);
        Assert.True(Assert.Single(hook.Requests).GetBool("dryRun"));

        await server.AdminAsync("DELETE", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/v");
        // What v1 no longer lets in may stand in a store of earlier days.
        await StoreAsync(server, BuiltInResources.ValidatingWebhooks, """
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"w"},"webhooks":[{"name":"w.example.com",
             "clientConfig":CONFIG,"sideEffects":"Some","rules":[{"operations":["*"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}]}]}
            """.Replace("CONFIG", hook.ClientConfig));
        Assert.Equal("admission webhook \"w.example.com\" does not support dry run", (await CreateAsync(server, query: "?dryRun=All")).Message);
    }

    [Fact]
    public async Task Webhook_ByService_IsReachedAtItsEndpoints()
    {
        await using var server = await StartAsync();
        await using var hook = await WebhookServer.StartAsync(_ => Allow);
        await server.AdminAsync("POST", "/api/v1/namespaces/shop/services", """{"metadata":{"name":"hook"},"spec":{"selector":{"a":"b"},"clusterIP":"None","ports":[{"name":"tls","port":443}]}}""");
        // No client may point endpoints at loopback, where this test's webhook has to be.
        await StoreAsync(server, new("discovery.k8s.io", "endpointslices"), """
            {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"hook-1","namespace":"shop","labels":{"kubernetes.io/service-name":"hook"}},
             "addressType":"IPv4","ports":[{"name":"tls","port":PORT}],"endpoints":[{"addresses":["127.0.0.1"],"conditions":{"ready":true}}]}
            """.Replace("PORT", hook.Port.ToString()));
        await RegisterAsync(server, "validating", "v", """{"service":{"namespace":"shop","name":"hook","path":"/x"},"caBundle":"BUNDLE"}""".Replace("BUNDLE", hook.CaBundle));

        var made = await CreateAsync(server);

        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
        Assert.Single(hook.Requests);
    }

    [Fact]
    public async Task Reinvocation_IfNeeded_AsksAgainWhenALaterWebhookChangesTheObject()
    {
        await using var server = await StartAsync();
        await using var first = await WebhookServer.StartAsync(_ => Allow);
        await using var never = await WebhookServer.StartAsync(_ => Allow);
        await using var second = await WebhookServer.StartAsync(_ => Patch("""[{"op":"add","path":"/data/late","value":"x"}]"""));
        await RegisterAsync(server, "mutating", "a", first.ClientConfig, ""","reinvocationPolicy":"IfNeeded" """);
        await RegisterAsync(server, "mutating", "b", never.ClientConfig);
        await RegisterAsync(server, "mutating", "c", second.ClientConfig);

        await CreateAsync(server);

        Assert.Equal(["", "x"], first.Requests.Select(request => request.StringAt("object", "data", "late")));
        Assert.Single(never.Requests);
        Assert.Single(second.Requests);
    }

    [Fact]
    public async Task Configurations_Themselves_AreNeverAskedAbout()
    {
        await using var server = await StartAsync();
        await RegisterAsync(server, "validating", "v", """{"url":"https://127.0.0.1:1/x"}""", "", "*");
        await server.SendAsync("admin", "PATCH", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/v",
            """[{"op":"replace","path":"/webhooks/0/rules/0/apiGroups","value":["*"]},{"op":"remove","path":"/webhooks/0/namespaceSelector"}]""", "application/json-patch+json");
        Assert.Equal(HttpStatusCode.InternalServerError, (await CreateAsync(server, "calm")).Code);

        Assert.Equal(HttpStatusCode.OK, (await server.AdminAsync("DELETE", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/v")).Code);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(server, "calm")).Code);
    }
}

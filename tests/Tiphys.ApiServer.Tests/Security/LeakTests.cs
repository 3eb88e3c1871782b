using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tiphys.ApiServer.Tests.Admission;

namespace Tiphys.ApiServer.Tests.Security;

/// <summary>What the server shows of itself and of what it keeps.</summary>
public sealed class LeakTests
{
    [Theory]
    [InlineData("/debug/pprof/")]
    [InlineData("/debug/pprof/heap")]
    [InlineData("/debug/flags/v")]
    [InlineData("/debug/api_priority_and_fairness/dump_requests")]
    [InlineData("/logs/")]
    [InlineData("/configz")]
    public async Task DebugEndpoint_Asked_IsClosed_CVE_2019_11248(string path)
    {
        await using var server = await SecureServer.StartAsync();

        Assert.Equal(401, (int)(await server.SendAsync("", "GET", path)).Code);
        Assert.Equal(403, (int)(await server.SendAsync("jane", "GET", path)).Code);
        Assert.Equal(404, (int)(await server.SendAsync("admin", "GET", path)).Code);
    }

    [Fact]
    public async Task MetricLabels_OfMadeUpRequests_DoNotGrow_CVE_2020_8552()
    {
        await using var server = await SecureServer.StartAsync();
        await AskAsync(0);
        await LinesAsync();
        var before = await LinesAsync();
        for (var at = 1; at < 100; at++)
            await AskAsync(at);

        var after = await LinesAsync();

        Assert.Equal(before.Length, after.Length);
        Assert.DoesNotContain(after, line => line.Contains("madeup", StringComparison.OrdinalIgnoreCase));

        async Task AskAsync(int at)
        {
            await server.AdminAsync("GET", $"/madeup{at}");
            await server.AdminAsync("GET", $"/api/v1/madeup{at}");
            await server.AdminAsync("GET", $"/apis/madeup{at}/v1/x");
            await server.AdminAsync("GET", $"/api/v1/namespaces/default/pods/p/madeup{at}");
            await server.AdminAsync($"MADEUP{at}", "/api/v1/pods");
            await server.SendAsync($"madeup{at}", "GET", "/api/v1/pods");
        }

        async Task<string[]> LinesAsync() => (await server.AdminAsync("GET", "/metrics")).Text.Split('\n');
    }

    [Fact]
    public async Task Secrets_InBodiesTokensAndWebhooks_AreNeverLogged_CVE_2020_8561()
    {
        var log = new LogRecorder();
        using var loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        await using (var server = await SecureServer.StartAsync(adjustServer: options => options with { Logging = loggers }))
        await using (var hook = await WebhookServer.StartAsync((http, _) => http.Response.WriteAsync("treasure of the webhook")))
        {
            await server.NamespaceAsync("shop");
            await server.AdminAsync("POST", "/api/v1/namespaces/shop/secrets", """{"metadata":{"name":"s"},"stringData":{"k":"treasure"}}""");
            await server.AdminAsync("POST", "/api/v1/namespaces/shop/secrets", """{"metadata":{"name":"t"},"data":{"k":"!treasure"}}""");
            await server.AdminAsync("POST", "/api/v1/namespaces/shop/secrets", """{"metadata":{"name":"t"},"stringData":{"k":"treasure""");
            await server.SendAsync("treasure-token", "GET", "/api/v1/namespaces/shop/secrets/s");
            await server.AdminAsync("POST", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", """
                {"metadata":{"name":"v"},"webhooks":[{"name":"v.example.com","clientConfig":CONFIG,"admissionReviewVersions":["v1"],"sideEffects":"None",
                 "rules":[{"operations":["*"],"apiGroups":[""],"apiVersions":["v1"],"resources":["secrets"]}]}]}
                """.Replace("CONFIG", hook.ClientConfig));
            var refused = await server.AdminAsync("POST", "/api/v1/namespaces/shop/secrets", """{"metadata":{"name":"u"},"stringData":{"k":"treasure"}}""");
            Assert.Equal(500, (int)refused.Code);
            Assert.DoesNotContain("treasure", refused.Text);
        }

        Assert.DoesNotContain("treasure", log.Text);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("treasure")), log.Text);
    }
}

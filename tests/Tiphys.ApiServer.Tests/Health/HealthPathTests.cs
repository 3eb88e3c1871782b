using System.Net;
using Tiphys.ApiServer.Fixture;
using Tiphys.ApiServer.Tests.Security;

namespace Tiphys.ApiServer.Tests.Health;

public sealed class HealthPathTests
{
    [Fact]
    public async Task Readyz_Verbose_ListsTheChecksByUpstreamsNames()
    {
        await using var server = await SecureServer.StartAsync();

        var report = (await server.AdminAsync("GET", "/readyz?verbose")).Text;

        Assert.EndsWith("\nreadyz check passed\n", report, StringComparison.Ordinal);
        foreach (var name in new[] { "ping", "etcd", "etcd-readiness", "informer-sync", "poststarthook/rbac/bootstrap-roles", "poststarthook/storage-readiness", "shutdown" })
            Assert.Contains($"[+]{name} ok\n", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/livez/etcd", 200, "ok")]
    [InlineData("/livez/poststarthook/rbac/bootstrap-roles", 200, "ok")]
    [InlineData("/readyz/shutdown", 200, "ok")]
    [InlineData("/livez/shutdown", 404, "404 page not found\n")]
    [InlineData("/readyz/nothing", 404, "404 page not found\n")]
    [InlineData("/livez/", 404, "404 page not found\n")]
    [InlineData("/nowhere", 404, "404 page not found\n")]
    [InlineData("/apis/nowhere.example.com", 404, "404 page not found\n")]
    [InlineData("/openapi/v3/nowhere", 404, "")]
    public async Task Path_OfOneCheckOrNone_AnswersText(string path, int code, string text)
    {
        await using var server = await SecureServer.StartAsync();

        var answer = await server.AdminAsync("GET", path);

        Assert.Equal((code, text), ((int)answer.Code, answer.Text));
    }

    [Fact]
    public async Task Livez_ExclusionsOfKnownAndUnknownNames_AreMarkedAndWarnedOf()
    {
        await using var server = await SecureServer.StartAsync();

        var report = (await server.AdminAsync("GET", "/livez?verbose&exclude=zoo&exclude=etcd&exclude=bar")).Text;

        Assert.Contains("[+]etcd excluded: ok\n", report, StringComparison.Ordinal);
        Assert.EndsWith("warn: some health checks cannot be excluded: no matches for \"bar\",\"zoo\"\nlivez check passed\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readyz_WhileShuttingDown_FailsWithoutSayingWhy()
    {
        await using var server = await TestApiServer.StartAsync();
        server.Server.BeginShutdown();

        var answer = await server.GetAsync("/readyz");

        Assert.Equal(500, answer.Code);
        Assert.Contains("[-]shutdown failed: reason withheld\n", answer.Text, StringComparison.Ordinal);
        Assert.EndsWith("readyz check failed\n", answer.Text, StringComparison.Ordinal);
        Assert.Equal("internal server error: shutting down\n", (await server.GetAsync("/readyz/shutdown")).Text);
        Assert.Equal(200, (await server.GetAsync("/livez")).Code);
    }

    [Fact]
    public async Task Slis_AfterChecks_CountWhatTheyFound()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.GetAsync("/readyz");
        server.Server.BeginShutdown();
        await server.GetAsync("/readyz");

        var slis = (await server.GetAsync("/metrics/slis")).Text;

        Assert.Contains("kubernetes_healthcheck{name=\"ping\",type=\"readyz\"} 1\n", slis, StringComparison.Ordinal);
        Assert.Contains("kubernetes_healthcheck{name=\"shutdown\",type=\"readyz\"} 0\n", slis, StringComparison.Ordinal);
        Assert.Contains("kubernetes_healthchecks_total{name=\"ping\",status=\"success\",type=\"readyz\"} 2\n", slis, StringComparison.Ordinal);
        Assert.Contains("kubernetes_healthchecks_total{name=\"shutdown\",status=\"error\",type=\"readyz\"} 1\n", slis, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/flagz")]
    [InlineData("/statusz")]
    [InlineData("/metrics/slis")]
    public async Task Path_ForMonitoring_IsOpenToItsGroupOnly(string path)
    {
        await using var server = await SecureServer.StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync("jane", "GET", path)).Code);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("admin", "GET", path, null, "application/json", ("Impersonate-User", "probe"), ("Impersonate-Group", "system:monitoring"))).Code);
    }
}

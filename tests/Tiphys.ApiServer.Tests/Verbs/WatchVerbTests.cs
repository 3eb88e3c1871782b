using Tiphys.Api.Documents;
using Tiphys.ApiServer.Fixture;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Tests.Verbs;

public sealed class WatchVerbTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task Watch_FromAList_ShowsEveryLaterChangeInOrder()
    {
        await using var server = await TestApiServer.StartAsync();
        var start = (await server.GetAsync(ConfigMaps))["metadata.resourceVersion"];
        await using var watch = await TestWatch.OpenAsync(server, $"{ConfigMaps}?watch=1&resourceVersion={start}");
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        await server.SendAsync("PATCH", $"{ConfigMaps}/a", """{"data":{"k":"v"}}""", "application/merge-patch+json");
        await server.DeleteAsync($"{ConfigMaps}/a");
        var (added, modified, deleted) = (await watch.NextAsync(), await watch.NextAsync(), await watch.NextAsync());
        Assert.Equal(("ADDED", "MODIFIED", "DELETED"), (added.Type, modified.Type, deleted.Type));
        Assert.True(Revision(added) < Revision(modified) && Revision(modified) < Revision(deleted));
    }

    [Fact]
    public async Task Watch_WithoutRevision_BeginsWithWhatIsThere()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        await using var watch = await TestWatch.OpenAsync(server, $"{ConfigMaps}?watch=1");
        Assert.Equal("ADDED", (await watch.NextAsync()).Type);
    }

    [Fact]
    public async Task Watch_ObjectLeavesTheSelection_IsDeletedForTheWatcher()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a","labels":{"in":"yes"}}}""");
        await using var watch = await TestWatch.OpenAsync(server, $"{ConfigMaps}?watch=1&labelSelector=in%3Dyes");
        Assert.Equal("ADDED", (await watch.NextAsync()).Type);
        await server.SendAsync("PATCH", $"{ConfigMaps}/a", """{"metadata":{"labels":{"in":"no"}}}""", "application/merge-patch+json");
        var left = await watch.NextAsync();
        Assert.Equal("DELETED", left.Type);
        Assert.Equal("yes", (left.Object.GetPath("metadata", "labels", "in") as DocString)?.Value);
        await server.SendAsync("PATCH", $"{ConfigMaps}/a", """{"metadata":{"labels":{"in":"yes"}}}""", "application/merge-patch+json");
        var back = await watch.NextAsync();
        Assert.Equal("ADDED", back.Type);
        Assert.True(Revision(left) < Revision(back));
    }

    [Fact]
    public async Task Watch_SendInitialEvents_EndsTheStateWithAMarkedBookmark()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        const string Query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
        await using var watch = await TestWatch.OpenAsync(server, $"{ConfigMaps}?{Query}");
        Assert.Equal("ADDED", (await watch.NextAsync()).Type);
        var mark = await watch.NextAsync();
        Assert.Equal("BOOKMARK", mark.Type);
        Assert.Equal("true", (mark.Object.GetPath("metadata", "annotations", "k8s.io/initial-events-end") as DocString)?.Value);
    }

    [Fact]
    public async Task Watch_RevisionOutOfTheWindow_EndsWithExpired()
    {
        await using var server = await TestApiServer.StartAsync(adjust: options => options with { EventLog = new EventLogLimits { KeepAtLeast = 1, MaxEvents = 2 } });
        var start = (await server.GetAsync(ConfigMaps))["metadata.resourceVersion"];
        for (var i = 0; i < 5; i++)
            await server.PostAsync(ConfigMaps, "{\"metadata\":{\"name\":\"c" + i + "\"}}");
        await using var watch = await TestWatch.OpenAsync(server, $"{ConfigMaps}?watch=1&resourceVersion={start}");
        var error = await watch.NextAsync();
        Assert.Equal("ERROR", error.Type);
        Assert.Equal(410, error.Object.GetInt64("code"));
        Assert.Null(await watch.TryNextAsync());
    }

    [Fact]
    public async Task Watch_TimeOver_EndsCleanly()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var server = await TestApiServer.StartAsync(time: time);
        await using var watch = await TestWatch.OpenAsync(server, $"{ConfigMaps}?watch=1&resourceVersion=1&timeoutSeconds=10&allowWatchBookmarks=true");
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("BOOKMARK", (await watch.NextAsync()).Type);
        Assert.Null(await watch.TryNextAsync());
    }

    [Fact]
    public async Task Watch_ManyWatchers_EachSeesTheSameLog()
    {
        await using var server = await TestApiServer.StartAsync();
        var start = (await server.GetAsync(ConfigMaps))["metadata.resourceVersion"];
        var watches = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TestWatch.OpenAsync(server, $"{ConfigMaps}?watch=1&resourceVersion={start}")));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => server.PostAsync(ConfigMaps, "{\"metadata\":{\"name\":\"c" + i + "\"}}")));
        var logs = await Task.WhenAll(watches.Select(async watch =>
        {
            var seen = new List<long>();
            for (var i = 0; i < 50; i++)
                seen.Add(Revision(await watch.NextAsync()));
            await watch.DisposeAsync();
            return seen;
        }));
        Assert.All(logs, log => Assert.Equal(logs[0], log));
        Assert.Equal(logs[0].Order(), logs[0]);
        Assert.Equal(50, logs[0].Distinct().Count());
    }

    private static long Revision((string Type, DocObject Object) change) => long.Parse(change.Object.GetObject("metadata")!.GetString("resourceVersion")!);

    [Fact]
    public async Task Watch_OldPathOfOneObject_ShowsNoOther()
    {
        await using var server = await TestApiServer.StartAsync();
        foreach (var name in (string[])["a", "b", "c"])
            await server.PostAsync("/api/v1/namespaces/default/configmaps", $$$"""{"metadata":{"name":"{{{name}}}"} }""");
        await using var watch = await TestWatch.OpenAsync(server, "/api/v1/watch/namespaces/default/configmaps/b?timeoutSeconds=1");
        Assert.Equal("b", (await watch.NextAsync()).Object.GetObject("metadata")!.GetString("name"));
        Assert.Null(await watch.TryNextAsync());
        Assert.Equal(400, (await server.GetAsync("/api/v1/watch/namespaces/default/configmaps/b?fieldSelector=metadata.name%3Dc")).Code);
    }

    [Theory]
    [InlineData("resourceVersion=abc", 500)]
    [InlineData("resourceVersion=abc&resourceVersionMatch=Exact", 422)]
    [InlineData("continue=abc", 422)]
    [InlineData("timeoutSeconds=soon", 400)]
    [InlineData("limit=", 400)]
    public async Task Watch_OptionsThatCannotBe_AreRefused(string query, int code)
    {
        await using var server = await TestApiServer.StartAsync();
        Assert.Equal(code, (await server.GetAsync($"/api/v1/configmaps?watch=1&{query}")).Code);
    }
}

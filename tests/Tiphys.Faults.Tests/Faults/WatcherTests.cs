using System.Net;
using System.Text;
using System.Text.Json;
using Tiphys.ApiServer.Fixture;
using Tiphys.Faults.Tests.Clients;
using Tiphys.Faults.Tests.Servers;
using Tiphys.Storage.Sqlite;

namespace Tiphys.Faults.Tests.Faults;

/// <summary>R7 and R8: watches at every kind of revision, a watcher that reads nothing, a thousand that come back at once.</summary>
public sealed class WatcherTests : IDisposable
{
    private const string ConfigMaps = RecordingClient.Path;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Watch_AtCompactedCurrentAndFutureRevisions_IsAnsweredAsDue()
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = _folder.Store, ReserveBytes = 0 });
        long old, compacted, current;
        await using (var server = await TestApiServer.StartAsync(store: store))
        {
            old = await CreateAsync(server, "a");
            Assert.Equal(200, (await server.DeleteAsync($"{ConfigMaps}/a")).Code);
            compacted = await CreateAsync(server, "b");
            await store.CompactAsync(compacted, default);
            current = await CreateAsync(server, "c");
        }

        // Opened anew, so that nothing but the store can tell of the past.
        await using var again = await TestApiServer.StartAsync(store: store);
        Assert.Equal([("ERROR", 410L)], await ReadAsync(again, old, events: 1));
        Assert.Equal([("ADDED", current)], await ReadAsync(again, compacted, events: 1));
        var later = await CreateAsync(again, "d");
        Assert.Equal([("ADDED", later)], await ReadAsync(again, current, events: 1));
        var waiting = ReadAsync(again, later + 10, events: 1);
        var last = later;
        for (var at = 0; last <= later + 10; at++)
            last = await CreateAsync(again, $"e{at}");
        Assert.Equal([("ADDED", last)], await waiting);
        var future = await again.GetAsync($"{ConfigMaps}?resourceVersion={last + 1_000_000}&resourceVersionMatch=NotOlderThan");
        Assert.Equal((504, "Timeout"), (future.Code, future["reason"]));
    }

    [Fact]
    public async Task Deletes_FromBeforeARestart_AreSeenByWhoComesBack()
    {
        long start, changed, made;
        await using (var store = await OpenAsync())
        await using (var server = await TestApiServer.StartAsync(store: store))
        {
            start = await CreateAsync(server, "a", "x");
            var patched = await server.SendAsync("PATCH", $"{ConfigMaps}/a", """{"metadata":{"labels":{"shard":"y"}}}""", "application/merge-patch+json");
            changed = long.Parse(patched["metadata.resourceVersion"]!);
            made = await CreateAsync(server, "b", "x");
            Assert.Equal(200, (await server.DeleteAsync($"{ConfigMaps}/b")).Code);
        }

        await using var reopened = await OpenAsync();
        await using var again = await TestApiServer.StartAsync(store: reopened);

        var all = await ReadAsync(again, start, events: 3);
        Assert.Equal([("MODIFIED", changed), ("ADDED", made), ("DELETED", all[2].Revision)], all);
        Assert.True(all[2].Revision > made);
        Assert.Equal([("DELETED", changed), .. all[1..]], await ReadAsync(again, start, events: 3, "&labelSelector=shard%3Dx"));
        var past = await again.GetAsync($"{ConfigMaps}?resourceVersion={start}&resourceVersionMatch=Exact");
        Assert.Equal(start.ToString(), Assert.Single(past.Items).GetObject("metadata")!.GetString("resourceVersion"));
    }

    [Fact]
    public async Task Thousand_WatchersOfARestartedServer_ResumeWithoutAList()
    {
        const int Watchers = 1_000;
        var revisions = new List<long>();
        await using (var store = await OpenAsync())
        await using (var server = await TestApiServer.StartAsync(store: store))
        {
            for (var at = 0; at < 200; at++)
                revisions.Add(await CreateAsync(server, $"c{at}"));
        }

        await using var reopened = await OpenAsync();
        await using var again = await TestApiServer.StartAsync(store: reopened);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Watchers }) { BaseAddress = again.Http.BaseAddress };
        var opened = await Task.WhenAll(Enumerable.Range(0, Watchers).Select(at =>
            http.GetAsync($"{ConfigMaps}?watch=1&resourceVersion={revisions[at % revisions.Count]}", HttpCompletionOption.ResponseHeadersRead))).WaitAsync(Patience);
        var last = await CreateAsync(again, "last");

        var resumed = await Task.WhenAll(opened.Select(async (response, at) =>
        {
            var seen = await ReadAsync(response, revisions.Count - at % revisions.Count);
            return seen.Select(one => one.Revision).SequenceEqual([.. revisions.Skip(at % revisions.Count + 1), last]);
        })).WaitAsync(Patience);

        Assert.Equal(Watchers, resumed.Count(whole => whole));
    }

    [Fact]
    public async Task Watcher_ThatReadsNothing_HoldsNobodyUp()
    {
        await using var server = await TestApiServer.StartAsync();
        var start = await CreateAsync(server, "first");
        using var stuck = new System.Net.Sockets.TcpClient();
        stuck.ReceiveBufferSize = 4_096;
        await stuck.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);
        await stuck.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {ConfigMaps}?watch=1&resourceVersion={start} HTTP/1.1\r\nHost: x\r\n\r\n"));
        using var response = await server.Http.GetAsync($"{ConfigMaps}?watch=1&resourceVersion={start}", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // Far more than the sockets' buffers hold: the stuck one's cursor stands still.
        var value = new string('x', 100_000);
        for (var at = 0; at < 300; at++)
        {
            await server.SendAsync("PATCH", $"{ConfigMaps}/first", """{"data":{"v":"VALUE"}}""".Replace("VALUE", at + value), "application/merge-patch+json");
            Assert.NotNull(await lines.ReadLineAsync().WaitAsync(Patience));
        }

        // The log is shared and bounded; nothing is kept per watcher.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 150L << 20);
    }

    private Task<SqliteStore> OpenAsync() => SqliteStore.OpenAsync(new SqliteStoreOptions { Path = _folder.Store, ReserveBytes = 0 });

    private static async Task<long> CreateAsync(TestApiServer server, string name, string shard = "")
    {
        var made = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"NAME","labels":{"shard":"SHARD"}}}""".Replace("NAME", name).Replace("SHARD", shard));
        Assert.Equal(201, made.Code);
        return long.Parse(made["metadata.resourceVersion"]!);
    }

    private static async Task<List<(string Type, long Revision)>> ReadAsync(TestApiServer server, long revision, int events, string query = "")
    {
        var response = await server.Http.GetAsync($"{ConfigMaps}?watch=1&resourceVersion={revision}{query}", HttpCompletionOption.ResponseHeadersRead);
        return await ReadAsync(response, events);
    }

    private static async Task<List<(string Type, long Revision)>> ReadAsync(HttpResponseMessage response, int events)
    {
        using (response)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
            var seen = new List<(string, long)>();
            while (seen.Count < events)
            {
                using var line = JsonDocument.Parse(await lines.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException($"the watch ended after {seen.Count} of {events} events"));
                var (type, shown) = (line.RootElement.GetProperty("type").GetString()!, line.RootElement.GetProperty("object"));
                seen.Add((type, type == "ERROR" ? shown.GetProperty("code").GetInt64() : SeenObject.RevisionOf(shown.GetProperty("metadata"))));
            }

            return seen;
        }
    }
}

using System.Threading.Channels;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tiphys.Client.Informers;
using Tiphys.Client.Tests.Transport;

namespace Tiphys.Client.Tests.Informers;

public sealed class SharedInformerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.FromSeconds(20) };
    private readonly ScriptedTransport _server = new();
    private readonly CancellationTokenSource _life = new();
    private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();
    private readonly SharedInformer<V1ConfigMap> _informer;
    private Task _running = Task.CompletedTask;

    public SharedInformerTests()
    {
        _informer = new(new KubeClient(_server).For<V1ConfigMap>(), InformerScope.All, _time, NullLogger.Instance);
        _informer.Subscribe(change => _seen.Writer.TryWrite(
            $"{(change.IsAddition ? "+" : change.IsDeletion ? "-" : "~")}{change.Current.Metadata.Name}@{change.Current.Metadata.ResourceVersion}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        await _running;
        _life.Dispose();
    }

    [Fact]
    public async Task Run_ListThenWatch_TellsEveryChangeInOrder()
    {
        _server.Answer(200, List("10", Item("a", 5), Item("b", 6)))
            .Answer(200, Event("MODIFIED", Item("a", 11)) + Event("DELETED", Item("b", 12)) + Event("ADDED", Item("c", 13)));
        Start();

        Assert.Equal(["+a@5", "+b@6", "~a@11", "-b@12", "+c@13"], await SeenAsync(5));
        Assert.True(_informer.HasSynced);
        Assert.Equal(["a", "c"], _informer.Cache.List("ns").Select(item => item.Metadata.Name).Order());
    }

    [Fact]
    public async Task Run_WatchClosed_ResumesFromTheLastVersionWithoutList()
    {
        _server.Answer(200, List("10", Item("a", 5)))
            .Answer(200, Event("BOOKMARK", Item("", 20)))
            .Fail()
            .Answer(200, Event("ADDED", Item("b", 21)));
        Start();

        Assert.Equal(["+a@5", "+b@21"], await SeenAsync(2));
        Assert.Contains("resourceVersion=20", _server.Requests[^1].PathAndQuery);
        Assert.Single(_server.Requests, request => !request.PathAndQuery.Contains("watch=true"));
    }

    [Fact]
    public async Task Run_VersionTooOld_ListsAgainAndTellsOnlyTheDifference()
    {
        _server.Answer(200, List("10", Item("a", 5), Item("b", 6), Item("c", 7)))
            .Answer(200, """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}""" + "\n")
            .Answer(200, List("30", Item("a", 5), Item("b", 25), Item("d", 26)));
        Start();

        Assert.Equal(["+a@5", "+b@6", "+c@7", "-c@7", "~b@25", "+d@26"], await SeenAsync(6));
    }

    [Fact]
    public async Task Subscribe_AfterSync_IsToldWhatIsThere()
    {
        _server.Answer(200, List("10", Item("a", 5)));
        Start();
        await _informer.WaitForSyncAsync(CancellationToken.None);
        var late = new List<string>();

        _informer.Subscribe(change => late.Add(change.Current.Metadata.Name));

        Assert.Equal(["a"], late);
    }

    private static string Item(string name, int version) =>
        $"{{\"metadata\":{{\"name\":\"{name}\",\"namespace\":\"ns\",\"uid\":\"{name}\",\"resourceVersion\":\"{version}\"}}}}";

    private static string List(string version, params string[] items) =>
        $$"""{"kind":"ConfigMapList","metadata":{"resourceVersion":"{{version}}"},"items":[{{string.Join(',', items)}}]}""";

    private static string Event(string type, string item) => $$"""{"type":"{{type}}","object":{{item}} }""" + "\n";

    private void Start() => _running = _informer.RunAsync(_life.Token);

    private async Task<List<string>> SeenAsync(int count)
    {
        var seen = new List<string>();
        while (seen.Count < count)
            seen.Add(await _seen.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        return seen;
    }
}

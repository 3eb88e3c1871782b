using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Tests.WatchCache;

public sealed class WatchFanoutTests
{
    private const int Watchers = 100;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wake_ManyTimes_EveryWatcherSeesTheLastState()
    {
        var fanout = new WatchFanout();
        var state = new long[1];
        var following = Enumerable.Range(0, Watchers).Select(_ => FollowAsync(fanout, state, until: 1_000)).ToArray();
        for (var i = 0; i < 1_000; i++)
        {
            Interlocked.Increment(ref state[0]);
            fanout.Wake();
        }

        await Task.WhenAll(following).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public async Task Detach_InTheMidstOfRounds_LosesNobodyElsesWake()
    {
        var fanout = new WatchFanout();
        var state = new long[1];
        var following = Enumerable.Range(0, Watchers).Select(watcher => FollowAsync(fanout, state, until: watcher + 1)).ToArray();
        for (var i = 0; i < Watchers; i++)
        {
            Interlocked.Increment(ref state[0]);
            fanout.Wake();
        }

        await Task.WhenAll(following).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    /// <summary>A watcher as sessions are: looks, then waits, until it has seen the state it is after; then it leaves.</summary>
    private static async Task FollowAsync(WatchFanout fanout, long[] state, long until)
    {
        var signal = new WatchSignal();
        fanout.Attach(signal);
        while (Volatile.Read(ref state[0]) < until)
            await signal.WaitAsync().ConfigureAwait(false);
        fanout.Detach(signal);
    }
}

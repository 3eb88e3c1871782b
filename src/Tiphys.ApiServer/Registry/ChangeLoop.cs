using Tiphys.Api.Resources;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Registry;

/// <summary>
/// Repeats a piece of work whenever one of some resources has changed, one round at a time: changes during a round lead to one round more. Sleeps otherwise.
/// </summary>
internal sealed class ChangeLoop(IObjectReader reader, TimeProvider time, params GroupResource[] resources)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private readonly WatchSignal _signal = new();

    /// <summary>Told of rounds that failed; they are repeated after a second.</summary>
    public Action<Exception>? Failed { private get; init; }

    /// <summary>Asks for a round that no object's change asks for.</summary>
    public void Wake() => _signal.Set();

    /// <summary>Runs the first round at once, and goes on until cancelled.</summary>
    /// <param name="round">Returns when the next round is due if nothing changes; <see cref="Timeout.InfiniteTimeSpan"/> for never.</param>
    public async Task RunAsync(Func<CancellationToken, Task<TimeSpan>> round, CancellationToken cancellationToken)
    {
        var subscriptions = resources.Select(resource => reader.OnChange(resource, _signal.Set)).ToArray();
        using var registration = cancellationToken.UnsafeRegister(static state => ((WatchSignal)state!).Set(), _signal);
        using var timer = time.CreateTimer(static state => ((WatchSignal)state!).Set(), _signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (!cancellationToken.IsCancellationRequested)
        {
            timer.Change(await RunOnceAsync(round, cancellationToken).ConfigureAwait(false), Timeout.InfiniteTimeSpan);
            await _signal.WaitAsync().ConfigureAwait(false);
        }

        foreach (var subscription in subscriptions)
            subscription.Dispose();
    }

    private async Task<TimeSpan> RunOnceAsync(Func<CancellationToken, Task<TimeSpan>> round, CancellationToken cancellationToken)
    {
        try
        {
            return await round(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The next round starts from the state as it is then.
            Failed?.Invoke(e);
            return RetryInterval;
        }
        catch (OperationCanceledException)
        {
            return Timeout.InfiniteTimeSpan;
        }
    }
}

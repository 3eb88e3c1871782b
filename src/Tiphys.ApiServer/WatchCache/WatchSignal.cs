using System.Threading.Tasks.Sources;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>
/// Wakes one waiting watcher without allocating. A signal that comes while nobody waits is kept; several become one.
/// </summary>
internal sealed class WatchSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Signaled = 1;
    private const int Waiting = 2;
    private ManualResetValueTaskSourceCore<bool> _core;
    private int _state;

    /// <summary>The watcher goes on on a thread of the pool.</summary>
    public void Set() => Set(inline: false);

    /// <summary>The watcher goes on on this thread, until it waits for something.</summary>
    public void Run() => Set(inline: true);

    /// <summary>Completes at the next signal, or at once if one is kept. One waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        _core.Reset();
        if (Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle)
            return new(this, _core.Version);
        Interlocked.Exchange(ref _state, Idle);
        return ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);

        // A full fence: were the waiter's next look at the log done before this store is seen, a signal in between would be lost.
        Interlocked.Exchange(ref _state, Idle);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Set(bool inline)
    {
        if (Interlocked.Exchange(ref _state, Signaled) != Waiting)
            return;
        // Whoever has taken it out of waiting has it alone until it waits again.
        _core.RunContinuationsAsynchronously = !inline;
        _core.SetResult(true);
    }
}

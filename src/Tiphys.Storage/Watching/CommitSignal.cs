namespace Tiphys.Storage.Watching;

/// <summary>Wakes everybody who waits whenever something was committed.</summary>
/// <remarks>
/// Take <see cref="Next"/> before looking for news: a commit between the look and the wait then still wakes the waiter. Waiters go on on the thread that
/// raises: a commit is not acknowledged before they have seen it or waited for something else, which saves every write two changes of threads.
/// </remarks>
internal sealed class CommitSignal
{
    private TaskCompletionSource _next = Create();

    /// <summary>Completes at the next <see cref="Raise"/>; faults once the store is closed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise()
    {
        if (!Volatile.Read(ref _next).Task.IsFaulted)
            Interlocked.Exchange(ref _next, Create()).TrySetResult();
    }

    public void Close(Exception reason)
    {
        var closed = Create();
        closed.SetException(reason);
        _ = closed.Task.Exception; // observed: nobody may be waiting
        Interlocked.Exchange(ref _next, closed).TrySetException(reason);
    }

    private static TaskCompletionSource Create() => new();
}

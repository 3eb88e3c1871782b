namespace Tiphys.Primitives.Async;

/// <summary>Wakes one waiting loop. Pulses while nobody waits are remembered as one.</summary>
public sealed class AsyncPulse : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private int _set;

    public void Set()
    {
        if (Interlocked.Exchange(ref _set, 1) == 0)
            _signal.Release();
    }

    /// <summary>Waits for the next pulse. One caller at a time.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        await _signal.WaitAsync(cancellationToken).ConfigureAwait(false);

        // A full fence: were the waiter's next look at the world done before this store is seen, a pulse in between would be lost.
        Interlocked.Exchange(ref _set, 0);
    }

    public void Dispose() => _signal.Dispose();
}

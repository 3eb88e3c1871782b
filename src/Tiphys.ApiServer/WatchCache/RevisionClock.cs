namespace Tiphys.ApiServer.WatchCache;

/// <summary>How far the cache has followed the store, and a place to wait until it has come further.</summary>
internal sealed class RevisionClock
{
    private readonly Lock _gate = new();
    private readonly List<(long Revision, TaskCompletionSource Reached)> _waiting = [];
    private long _current;

    /// <summary>Every change up to and including this revision can be seen in the cache.</summary>
    public long Current => Volatile.Read(ref _current);

    public void Advance(long revision)
    {
        lock (_gate)
        {
            Volatile.Write(ref _current, revision);
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Revision > revision)
                    continue;
                _waiting[i].Reached.TrySetResult();
                _waiting.RemoveAt(i);
            }
        }
    }

    /// <summary>Returns when the cache has reached the revision.</summary>
    public ValueTask WaitAsync(long revision, CancellationToken cancellationToken)
    {
        if (Current >= revision)
            return ValueTask.CompletedTask;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_current >= revision)
                return ValueTask.CompletedTask;
            _waiting.Add((revision, reached));
        }

        return new(cancellationToken.CanBeCanceled ? AwaitAsync(reached, cancellationToken) : reached.Task);
    }

    private async Task AwaitAsync(TaskCompletionSource reached, CancellationToken cancellationToken)
    {
        try
        {
            await reached.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!reached.Task.IsCompleted)
                Forget(reached);
        }
    }

    private void Forget(TaskCompletionSource reached)
    {
        lock (_gate)
            _waiting.RemoveAll(waiter => ReferenceEquals(waiter.Reached, reached));
    }
}

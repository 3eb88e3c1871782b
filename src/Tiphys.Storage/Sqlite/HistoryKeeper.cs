namespace Tiphys.Storage.Sqlite;

/// <summary>Compacts by itself: history that is older than it has to be, or longer than it may be.</summary>
internal sealed class HistoryKeeper : IAsyncDisposable
{
    private readonly StoreState _state;
    private readonly CommitWriter _writer;
    private readonly Sweeper _sweeper;
    private readonly SqliteStoreOptions _options;
    private readonly Queue<(long At, long Revision)> _samples = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public HistoryKeeper(StoreState state, CommitWriter writer, Sweeper sweeper, SqliteStoreOptions options)
    {
        (_state, _writer, _sweeper, _options) = (state, writer, sweeper, options);
        _loop = RunAsync(new PeriodicTimer(options.CompactionInterval, options.Time));
    }

    /// <summary>Forgets history up to the revision; returns when the rows are gone.</summary>
    public async Task CompactAsync(long revision, CancellationToken cancellationToken)
    {
        await _writer.RunAsync(log => Do(() => _sweeper.Mark(log, revision))).WaitAsync(cancellationToken).ConfigureAwait(false);
        await SweepAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            try
            {
                // A sweep that the last run could not finish.
                await SweepAsync(_stop.Token).ConfigureAwait(false);
                while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
                {
                    long due = Due();
                    if (due > _state.Compacted)
                        await TryCompactAsync(due).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // the store closes
            }
            catch (StoreUnavailableException)
            {
                // closed, or a flush failed for good: both show at the next commit
            }
        }
    }

    private async Task TryCompactAsync(long revision)
    {
        try
        {
            await CompactAsync(revision, _stop.Token).ConfigureAwait(false);
        }
        catch (StoreUnavailableException failure) when (failure.Failure is StoreFailure.DiskFull or StoreFailure.Io)
        {
            // tried again at the next tick
        }
    }

    /// <summary>The revision that was the newest when the oldest history that must be kept began.</summary>
    private long Due()
    {
        long now = _options.Time.GetTimestamp(), newest = _state.Newest, due = newest - _options.KeepRevisions;
        _samples.Enqueue((now, newest));
        while (_samples.TryPeek(out var sample) && _options.Time.GetElapsedTime(sample.At, now) >= _options.KeepHistoryFor)
            due = Math.Max(due, _samples.Dequeue().Revision);
        return due;
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (await _writer.RunAsync(log => _sweeper.Sweep(log) ? 1 : 0).WaitAsync(cancellationToken).ConfigureAwait(false) != 0)
        {
        }

        while (await _writer.RunAsync(log => Sweeper.ReturnPages(log) ? 1 : 0).WaitAsync(cancellationToken).ConfigureAwait(false) != 0)
        {
        }
    }

    private static long Do(Action action)
    {
        action();
        return 0;
    }
}

namespace Tiphys.Storage.Sqlite;

/// <summary>The one thread that writes: takes all transactions that wait, decides them, flushes once, shows them, acknowledges them.</summary>
internal sealed class CommitWriter : IDisposable
{
    private readonly StoreState _state;
    private readonly LogWriter _log;
    private readonly SqliteStoreOptions _options;
    private readonly WalKeeper _wal;
    private readonly SpaceKeeper _space;
    private readonly WriterQueue _queue = new();
    private readonly Thread _thread;
    private volatile StoreUnavailableException? _fault;

    public CommitWriter(StoreState state, LogWriter log, Sweeper sweeper, SqliteStoreOptions options)
    {
        (_state, _log, _options) = (state, log, options);
        _wal = new WalKeeper(log.Database, options.CheckpointBytes);
        _space = new SpaceKeeper(state, log, sweeper, new SpaceReserve(options.Path + ".reserve", options.ReserveBytes));
        _thread = new Thread(Run) { IsBackground = true, Name = "tiphys-store-writer" };
        _thread.Start();
    }

    /// <summary>Set for good once a flush has failed: what the disk holds is unknown from then on.</summary>
    public StoreUnavailableException? Fault => _fault;

    public bool IsSpaceExhausted => _space.IsExhausted;

    public Task<StoreCommit> CommitAsync(IReadOnlyList<StoreWrite> writes)
    {
        var pending = new PendingCommit(writes);
        return _queue.TryAdd(pending) ? pending.Done : Task.FromException<StoreCommit>(SqliteStore.Closed());
    }

    public Task<long> RunAsync(Func<LogWriter, long> action)
    {
        var work = new MaintenanceWork(action);
        return _queue.TryAdd(work) ? work.Done : Task.FromException<long>(SqliteStore.Closed());
    }

    /// <summary>Finishes what waits, then ends the thread and closes the writing connection.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        _log.Dispose();
    }

    private void Run()
    {
        var taken = new List<IWriterWork>();
        var commits = new List<PendingCommit>();
        while (_queue.TakeAll(ref taken))
        {
            foreach (var work in taken)
            {
                if (work is PendingCommit pending)
                {
                    commits.Add(pending);
                    continue;
                }

                Commit(commits);
                Maintain((MaintenanceWork)work);
            }

            Commit(commits);
            Guard(() => _wal.AfterBatch());
        }
    }

    private void Commit(List<PendingCommit> commits)
    {
        if (commits.Count == 0)
            return;
        var admitted = _space.IsExhausted && _fault is null ? _space.Admit(commits) : commits;
        if (TryCommit(admitted) is { Failure: StoreFailure.DiskFull } full)
        {
            _space.Exhausted();
            var freeing = _space.Admit(admitted, full);
            if (TryCommit(freeing) is { } again)
                FailAll(freeing, again);
        }

        if (_space.IsExhausted)
            Guard(_space.Reclaim);
        commits.Clear();
    }

    /// <returns>Null if all were answered; the disk-full error if none was.</returns>
    private StoreUnavailableException? TryCommit(List<PendingCommit> commits)
    {
        if (commits.Count == 0)
            return null;
        try
        {
            if (_fault is { } fault)
                throw fault;
            var batch = new CommitBatch(_state, _log);
            foreach (var pending in commits)
                batch.Add(pending);
            if (batch.Revisions.Count > 0)
            {
                _log.Commit();
                _state.Publish(batch.Revisions, _options.RecentBytes);
            }

            foreach (var pending in commits)
                pending.Complete();
            return null;
        }
        catch (Exception failure) // every waiter must get an answer, whatever went wrong
        {
            return Failed(commits, failure);
        }
    }

    private StoreUnavailableException? Failed(List<PendingCommit> commits, Exception failure)
    {
        Remember(failure);
        Guard(_log.RollBack);
        if (failure is StoreUnavailableException { Failure: StoreFailure.DiskFull } full)
            return full;
        FailAll(commits, failure);
        return null;
    }

    private void Maintain(MaintenanceWork work)
    {
        if (_fault is { } fault)
            work.Fail(fault);
        else
            Guard(() => work.Run(_log));
    }

    /// <summary>Runs housekeeping whose failure must not end the thread: a full disk or an I/O error shows again at the next commit.</summary>
    private void Guard(Action housekeeping)
    {
        if (_fault is not null)
            return;
        try
        {
            housekeeping();
        }
        catch (Exception failure)
        {
            Remember(failure);
        }
    }

    private void Remember(Exception failure)
    {
        if (failure is StoreUnavailableException { Failure: StoreFailure.FlushFailed } flush)
        {
            // Not the error itself: later writers' outcome is known, they were never begun.
            _fault = new StoreUnavailableException(StoreFailure.FlushFailed, flush.Message, flush);
        }
    }

    private static void FailAll(List<PendingCommit> commits, Exception failure)
    {
        foreach (var pending in commits)
            pending.Fail(failure);
    }
}

namespace Tiphys.Storage.Sqlite;

/// <summary>Brings the store through a full disk: refuses what grows, lets through what frees, and takes normal work up again by itself.</summary>
internal sealed class SpaceKeeper
{
    // Marking an object for deletion adds a time stamp and a grace period to it.
    private const int GrowthOfADeletionMark = 256;

    private readonly StoreState _state;
    private readonly LogWriter _log;
    private readonly Sweeper _sweeper;
    private readonly SpaceReserve _reserve;

    public SpaceKeeper(StoreState state, LogWriter log, Sweeper sweeper, SpaceReserve reserve)
    {
        (_state, _log, _sweeper, _reserve) = (state, log, sweeper, reserve);
        reserve.TryTake();
    }

    public bool IsExhausted => _reserve.IsReleased;

    /// <summary>A write found the disk full: the reserve goes back to the file system.</summary>
    public void Exhausted() => _reserve.Release();

    /// <summary>All transactions once there is room again; else only those that free space, the others having failed.</summary>
    public List<PendingCommit> Admit(List<PendingCommit> commits, StoreUnavailableException? failure = null)
    {
        if (failure is null && _reserve.TryTake())
            return commits;
        failure ??= new StoreUnavailableException(StoreFailure.DiskFull, "the disk is full; only deletes are taken");
        var freeing = commits.Where(FreesSpace).ToList();
        foreach (var refused in commits.Except(freeing))
            refused.Fail(failure);
        return freeing;
    }

    /// <summary>Forgets history and returns pages, so that deletes become room.</summary>
    public void Reclaim()
    {
        _sweeper.Mark(_log, _state.Newest);
        _sweeper.Sweep(_log);
        Sweeper.ReturnPages(_log);
        _log.Database.Checkpoint(truncate: true);
        _reserve.TryTake();
    }

    private bool FreesSpace(PendingCommit pending) => pending.Writes.All(write =>
        write.Value is not { } value ||
        (_state.Index.TryGet(write.Key, out var record) && !record.IsDeleted
            && value.Length <= (_log.Rows.Read(record.Row)?.Value?.Length ?? 0) + GrowthOfADeletionMark));
}

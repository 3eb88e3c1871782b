namespace Tiphys.Storage.Sqlite;

/// <summary>Clears the log of rows that no kept revision shows, piece by piece; runs on the writer's thread.</summary>
/// <param name="swept">Rows up to this number are clear already.</param>
internal sealed class Sweeper(StoreState state, long swept)
{
    private const int RowsPerPiece = 1_000;
    private const int PagesPerPiece = 1_000;
    private const long FreePagesWorthReturning = 2_048;

    private const string Rows = "SELECT id, prev, value IS NULL, key FROM log WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3";

    private long _swept = swept;

    /// <summary>Makes the compacted revision durable and refuses older reads from here on.</summary>
    public void Mark(LogWriter log, long revision)
    {
        if (revision <= state.Compacted)
            return;
        state.Compact(revision);
        InTransaction(log, () => log.SetMark(Marks.CompactedName, revision));
    }

    /// <summary>Clears one piece. Returns true while there is more to do.</summary>
    /// <remarks>A row makes the one it replaced needless once its own revision is compacted, and a compacted delete makes itself needless:
    /// so each row is looked at exactly once, and no second index on disk is needed.</remarks>
    public bool Sweep(LogWriter log)
    {
        var needless = new List<long>();
        var tombstones = new List<(StoreKey, long)>();
        long last = RowId.Last(state.Compacted);
        long reached = Collect(log, last, needless, tombstones);
        if (reached == _swept)
            return false;

        InTransaction(log, () =>
        {
            foreach (long row in needless)
                log.Delete(row);
            log.SetMark(Marks.SweptName, reached);
        });
        _swept = reached;
        state.Forget(tombstones);
        return reached < last;
    }

    /// <summary>Gives pages to the file system if many lie idle. Returns true while there is more to give.</summary>
    public static bool ReturnPages(LogWriter log)
    {
        long free = log.Database.ReadNumber("PRAGMA freelist_count");
        if (free < FreePagesWorthReturning || free * 4 < log.Database.ReadNumber("PRAGMA page_count"))
            return false;
        log.Database.Execute($"PRAGMA incremental_vacuum({PagesPerPiece})");
        return true;
    }

    private long Collect(LogWriter log, long last, List<long> needless, List<(StoreKey, long)> tombstones)
    {
        using var rows = log.Database.Prepare(Rows);
        rows.Bind(1, _swept).Bind(2, last).Bind(3, RowsPerPiece);
        int count = 0;
        long reached = _swept;
        while (rows.Step())
        {
            count++;
            reached = rows.Number(0);
            if (rows.Number(1) != 0)
                needless.Add(rows.Number(1));
            if (rows.Number(2) != 0)
            {
                needless.Add(reached);
                tombstones.Add((new StoreKey(rows.Bytes(3).ToArray()), reached));
            }
        }

        return count < RowsPerPiece ? Math.Max(last, _swept) : reached;
    }

    private static void InTransaction(LogWriter log, Action change)
    {
        log.Begin();
        try
        {
            change();
            log.Commit();
        }
        catch
        {
            log.RollBack();
            throw;
        }
    }
}

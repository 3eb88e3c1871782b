using System.Diagnostics.CodeAnalysis;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>
/// Keeps the snapshots that continue tokens point to, so that the pages of a list show one moment. Snapshots share all but the paths that
/// changed since, so keeping one costs little; it leaves when its token expires or when too many are kept.
/// </summary>
internal sealed class SnapshotShelf(TimeProvider time)
{
    /// <summary>As long as upstream's tokens live with the default compaction interval.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int Most = 256;
    private readonly LinkedList<(long Revision, long Since, CacheSnapshot Snapshot)> _kept = new();

    public void Keep(long revision, CacheSnapshot snapshot)
    {
        var now = time.GetTimestamp();
        lock (_kept)
        {
            for (var node = _kept.Last; node is not null; node = node.Previous)
            {
                // A page that follows does not make its list younger: the tokens of a list expire together.
                if (node.Value.Revision == revision)
                    return;
            }

            _kept.AddLast((revision, now, snapshot));
            Trim(now);
        }
    }

    public bool TryGet(long revision, [NotNullWhen(true)] out CacheSnapshot? snapshot)
    {
        lock (_kept)
        {
            Trim(time.GetTimestamp());
            for (var node = _kept.Last; node is not null; node = node.Previous)
            {
                if (node.Value.Revision != revision)
                    continue;
                snapshot = node.Value.Snapshot;
                return true;
            }
        }

        snapshot = null;
        return false;
    }

    private void Trim(long now)
    {
        while (_kept.First is { } first && (_kept.Count > Most || time.GetElapsedTime(first.Value.Since, now) > Lifetime))
            _kept.RemoveFirst();
    }
}

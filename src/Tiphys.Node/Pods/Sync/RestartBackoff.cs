namespace Tiphys.Node.Pods.Sync;

/// <summary>
/// The waits between restarts of a pod's containers: 10 s, doubled with each restart, 5 minutes at most, forgotten when a container has
/// run 10 minutes (upstream's figures). A container's first restart is at once.
/// </summary>
/// <remarks>Not thread safe; belongs to one pod worker.</remarks>
internal sealed class RestartBackoff
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, (TimeSpan Wait, DateTime Since)> _entries = [];

    /// <summary>The wait that stands before the next start of a container that ended at that time; zero if it may start.</summary>
    public TimeSpan Remaining(string key, DateTime endedAt, DateTime now)
    {
        if (!_entries.TryGetValue(key, out var entry) || HasExpired(entry, endedAt))
            return TimeSpan.Zero;
        var left = endedAt + entry.Wait - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The whole length of the wait that stands now, for messages.</summary>
    public TimeSpan Wait(string key) => _entries.TryGetValue(key, out var entry) ? entry.Wait : TimeSpan.Zero;

    /// <summary>Notes a restart of a container that ended at that time.</summary>
    public void Restarted(string key, DateTime endedAt)
    {
        var wait = _entries.TryGetValue(key, out var entry) && !HasExpired(entry, endedAt)
            ? TimeSpan.FromTicks(Math.Min(entry.Wait.Ticks * 2, Longest.Ticks))
            : First;
        _entries[key] = (wait, endedAt);
    }

    private static bool HasExpired((TimeSpan Wait, DateTime Since) entry, DateTime endedAt) => endedAt - entry.Since > 2 * Longest;
}

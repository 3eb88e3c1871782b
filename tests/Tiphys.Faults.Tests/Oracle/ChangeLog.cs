namespace Tiphys.Faults.Tests.Oracle;

/// <summary>The changes of all keys by revision, as far as anybody was told of them: what watchers must have seen.</summary>
internal sealed class ChangeLog
{
    private readonly SortedDictionary<long, (string Key, string? Value)> _changes = [];

    /// <summary>Where two tellings of one revision differ.</summary>
    public List<string> Contradictions { get; } = [];

    public ChangeLog(IEnumerable<Operation> operations, IEnumerable<WatchRecord> watches)
    {
        foreach (var write in operations.Where(operation => operation is { Outcome: OperationOutcome.Done, Revision: > 0, Kind: not OperationKind.Delete, Value: not null }))
            Note(write.Revision, write.Key, write.Value);
        var departures = new List<WatchedEvent>();
        foreach (var watch in watches)
        {
            foreach (var seen in watch.Events)
            {
                // To a watcher with a selection an object that leaves it looks deleted: believed where nobody tells more.
                if (seen.Type == "DELETED" && watch.Selects is not null)
                    departures.Add(seen);
                else
                    Note(seen.Revision, seen.Key, seen.Type == "DELETED" ? null : seen.Value);
            }
        }

        foreach (var left in departures)
            _changes.TryAdd(left.Revision, (left.Key, null));
    }

    /// <summary>What a watch had to show of the revisions between its start and what it reached.</summary>
    public List<WatchedEvent> Expected(WatchRecord watch)
    {
        var held = new Dictionary<string, string>(watch.Held);
        var expected = new List<WatchedEvent>();
        foreach (var (revision, (key, value)) in _changes)
        {
            if (revision > watch.Reached)
                break;
            if (revision <= watch.Start)
                continue;
            var before = held.GetValueOrDefault(key);
            if (value is null)
                held.Remove(key);
            else
                held[key] = value;
            if (Judge(before, value, watch.Selects) is { } type)
                expected.Add(new(type, key, revision, type == "DELETED" ? before! : value!));
        }

        return expected;
    }

    private static string? Judge(string? before, string? after, Func<string, bool>? selects)
    {
        var was = before is not null && (selects is null || selects(before));
        var isIn = after is not null && (selects is null || selects(after));
        return (was, isIn) switch
        {
            (true, true) => "MODIFIED",
            (false, true) => "ADDED",
            (true, false) => "DELETED",
            _ => null,
        };
    }

    private void Note(long revision, string key, string? value)
    {
        if (!_changes.TryAdd(revision, (key, value)) && _changes[revision] != (key, value))
            Contradictions.Add($"revision {revision} is told as {_changes[revision]} and as {(key, value)}");
    }
}

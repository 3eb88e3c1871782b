using System.Collections.Concurrent;

namespace Tiphys.Faults.Tests.Oracle;

/// <summary>Everything clients did and saw in a test, and the judgement over it.</summary>
public sealed class History
{
    private readonly ConcurrentQueue<Operation> _operations = new();
    private readonly ConcurrentQueue<WatchRecord> _watches = new();

    public IReadOnlyCollection<Operation> Operations => _operations;

    public IReadOnlyCollection<WatchRecord> Watches => _watches;

    public void Add(Operation operation) => _operations.Enqueue(operation);

    public void Add(WatchRecord watch) => _watches.Enqueue(watch);

    /// <summary>Everything that is wrong: an order no store with one truth could have shown, a lost write, a revision that fell or came twice, a watcher misled.</summary>
    public IReadOnlyList<string> FindViolations()
    {
        var violations = new List<string>();
        foreach (var key in _operations.GroupBy(operation => operation.Key))
        {
            if (LinearizabilityChecker.Check(key.Key, [.. key]) is { } violation)
                violations.Add(violation);
        }

        violations.AddRange(RevisionChecker.Check(_operations));
        var log = new ChangeLog(_operations, _watches);
        violations.AddRange(log.Contradictions);
        violations.AddRange(_watches.Select(watch => WatchChecker.Check(watch, log)).OfType<string>());
        return violations;
    }
}

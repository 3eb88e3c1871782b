namespace Tiphys.Faults.Tests.Oracle;

/// <summary>One watch from its opening to its end, as its client saw it.</summary>
/// <param name="Name">Who watched.</param>
/// <param name="Selects">Which values were asked for; null for all.</param>
/// <param name="Start">The revision it began at.</param>
public sealed record WatchRecord(string Name, Func<string, bool>? Selects, long Start)
{
    public List<WatchedEvent> Events { get; } = [];

    /// <summary>What the watcher knew to be there when it began, by key: of its list and of its watches before.</summary>
    public IReadOnlyDictionary<string, string> Held { get; init; } = new Dictionary<string, string>();

    /// <summary>The revision up to which the server had told everything: of the last event or bookmark.</summary>
    public long Reached { get; set; } = Start;
}

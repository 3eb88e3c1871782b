namespace Tiphys.Client.Events;

/// <summary>Finds the event that a new one repeats, combines those that differ only in the message, and bounds each object's.</summary>
/// <remarks>Not thread safe. The bounds are those of upstream's recorder: 25 at once and one each 5 minutes for an object; 10 similar ones in 10 minutes.</remarks>
internal sealed class EventCorrelator(TimeProvider time)
{
    private const int MostRemembered = 4096;
    private const int MostSimilar = 10;
    private const double Burst = 25;
    private static readonly TimeSpan SimilarWithin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RefillEvery = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, CorrelatedEvent> _seen = [];
    private readonly Dictionary<string, (long Since, HashSet<string> Messages)> _similar = [];
    private readonly Dictionary<string, (long At, double Tokens)> _buckets = [];

    /// <summary>The event to write, or null if the object has had too many.</summary>
    public CorrelatedEvent? Correlate(EventRecord record)
    {
        var subject = $"{record.About.Kind}/{record.About.NamespaceProperty}/{record.About.Name}/{record.About.Uid}/{record.About.FieldPath}";
        if (!TakeToken(subject))
            return null;
        var group = $"{subject}/{record.Type}/{record.Reason}";
        var combined = IsOneOfMany(group, record.Message);
        var key = combined ? group : $"{group}/{record.Message}";
        if (combined)
            record = record with { Message = $"(combined from similar events): {record.Message}" };
        return Remember(key, record);
    }

    private CorrelatedEvent Remember(string key, EventRecord record)
    {
        if (_seen.TryGetValue(key, out var earlier))
            return _seen[key] = earlier with { Record = record, Count = earlier.Count + 1 };
        if (_seen.Count >= MostRemembered)
            _seen.Clear();
        var now = time.GetUtcNow().UtcDateTime;
        var unixNanoseconds = (now - DateTime.UnixEpoch).Ticks * 100;
        var made = new CorrelatedEvent(record, $"{record.About.Name}.{unixNanoseconds + (_seen.Count % 100):x}", 1, now);
        _seen.Add(key, made);
        return made;
    }

    private bool IsOneOfMany(string group, string message)
    {
        if (_similar.Count >= MostRemembered)
            _similar.Clear();
        if (!_similar.TryGetValue(group, out var entry) || time.GetElapsedTime(entry.Since) > SimilarWithin)
            entry = (time.GetTimestamp(), []);
        if (entry.Messages.Count <= MostSimilar)
            entry.Messages.Add(message);
        _similar[group] = entry;
        return entry.Messages.Count > MostSimilar;
    }

    private bool TakeToken(string subject)
    {
        if (_buckets.Count >= MostRemembered)
            _buckets.Clear();
        var now = time.GetTimestamp();
        var tokens = Burst;
        if (_buckets.TryGetValue(subject, out var bucket))
            tokens = Math.Min(Burst, bucket.Tokens + (time.GetElapsedTime(bucket.At, now) / RefillEvery));
        _buckets[subject] = (now, tokens >= 1 ? tokens - 1 : tokens);
        return tokens >= 1;
    }
}

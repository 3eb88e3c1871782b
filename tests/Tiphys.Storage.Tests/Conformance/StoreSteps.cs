using System.Text;

namespace Tiphys.Storage.Tests.Conformance;

/// <summary>The kit's vocabulary: one-line steps over the contract.</summary>
public static class StoreSteps
{
    public static StoreKey Key(string text) => new(text);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte>? value) => value is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "(none)";

    public static StoreWrite Put(string key, string value, long expected = 0) => new(Key(key), Bytes(value), expected);

    public static StoreWrite Delete(string key, long expected) => new(Key(key), null, expected);

    public static async Task<long> Commit(this IRevisionedStore store, params StoreWrite[] writes)
    {
        var result = await store.CommitAsync(writes, TestContext.Current.CancellationToken);
        Assert.True(result.Committed, $"expected {writes[0].Key} to be written at revision {result.Revision}, found a conflict");
        return result.Revision;
    }

    public static async Task<StoreCommit> Try(this IRevisionedStore store, params StoreWrite[] writes) =>
        await store.CommitAsync(writes, TestContext.Current.CancellationToken);

    public static async Task<StoreEntry?> Get(this IRevisionedStore store, string key) =>
        await store.GetAsync(Key(key), TestContext.Current.CancellationToken);

    public static async Task<StoreRange> Range(this IRevisionedStore store, string prefix, string? after = null, int limit = 0, long revision = 0) =>
        await store.RangeAsync(Key(prefix), after is null ? default : Key(after), limit, revision, TestContext.Current.CancellationToken);

    public static async Task<string> Listing(this IRevisionedStore store, string prefix, long revision = 0)
    {
        var range = await store.Range(prefix, revision: revision);
        return string.Join(' ', range.Entries.Select(entry => $"{entry.Key}={Text(entry.Value)}@{entry.CreateRevision}/{entry.ModRevision}"));
    }

    /// <summary>Watches until the revision has been passed; returns every event seen as text.</summary>
    public static async Task<List<string>> WatchUntil(this IRevisionedStore store, string prefix, long after, long until)
    {
        var seen = new List<string>();
        if (after >= until)
            return seen;
        await foreach (var batch in store.WatchAsync(Key(prefix), after, TestContext.Current.CancellationToken))
        {
            seen.AddRange(batch.Events.Select(Describe));
            if (batch.Revision >= until)
                break;
        }

        return seen;
    }

    public static string Describe(StoreEvent change) =>
        $"{change.Revision} {change.Key}={Text(change.Value)} was {Text(change.Previous)} made {change.CreateRevision}";
}

using Tiphys.ApiServer.Selecting;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Verbs;

/// <summary>One page of a list: which entries, and how the list goes on.</summary>
/// <param name="Snapshot">What the page is read from.</param>
/// <param name="Revision">The list's resourceVersion.</param>
/// <param name="StartAfter">The key before the page; empty at the beginning.</param>
/// <param name="Limit">0 for no limit.</param>
/// <param name="TokenRevision">What a continue token of this page carries.</param>
internal readonly record struct ListPage(CacheSnapshot Snapshot, long Revision, string StartAfter, int Limit, long TokenRevision)
{
    /// <summary>The page's last key and how much is left, found before the first byte is written because a list's metadata stands before its items.</summary>
    /// <returns>An empty token if the page is the last.</returns>
    public (string Token, long? Remaining, string LastKey) FindEnd(Selection selection)
    {
        if (Limit == 0)
            return ("", null, "");
        var (taken, last) = (0, "");
        foreach (var entry in Snapshot.Index.Range(selection.KeyPrefix, StartAfter))
        {
            if (!selection.Matches(entry))
                continue;
            if (taken == Limit)
            {
                var token = new ContinueToken(TokenRevision, last).Encode(selection.KeyPrefix);
                return (token, selection.SelectsAll ? Remaining(selection, last) : null, last);
            }

            taken++;
            last = entry.Key;
        }

        return ("", null, "");
    }

    private long Remaining(Selection selection, string last)
    {
        var index = Snapshot.Index;
        var end = selection.KeyPrefix.Length == 0 ? index.Count : index.Rank(CacheIndex.After(selection.KeyPrefix));
        return end - index.Rank(last) - 1;
    }
}

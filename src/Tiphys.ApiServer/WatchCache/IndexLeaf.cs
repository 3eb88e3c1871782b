namespace Tiphys.ApiServer.WatchCache;

/// <summary>The tree's bottom: entries in key order.</summary>
internal sealed class IndexLeaf(CacheEntry[] entries) : IndexNode
{
    public CacheEntry[] Entries { get; } = entries;

    public override int Count => Entries.Length;

    public override string FirstKey => Entries[0].Key;

    public override CacheEntry? Find(string key)
    {
        var at = Search(key);
        return at >= 0 ? Entries[at] : null;
    }

    public override int Rank(string key)
    {
        var at = Search(key);
        return at >= 0 ? at : ~at;
    }

    public override (IndexNode Node, IndexNode? Split) Set(CacheEntry entry)
    {
        var at = Search(entry.Key);
        if (at >= 0)
        {
            var replaced = (CacheEntry[])Entries.Clone();
            replaced[at] = entry;
            return (new IndexLeaf(replaced), null);
        }

        at = ~at;
        if (Entries.Length == Fanout && at == Fanout)
            return (this, new IndexLeaf([entry]));
        CacheEntry[] grown = [.. Entries.AsSpan(0, at), entry, .. Entries.AsSpan(at)];
        if (grown.Length <= Fanout)
            return (new IndexLeaf(grown), null);
        return (new IndexLeaf(grown[..(grown.Length / 2)]), new IndexLeaf(grown[(grown.Length / 2)..]));
    }

    public override IndexNode? Remove(string key)
    {
        var at = Search(key);
        if (at < 0)
            return this;
        return Entries.Length == 1 ? null : new IndexLeaf([.. Entries.AsSpan(0, at), .. Entries.AsSpan(at + 1)]);
    }

    public override IndexNode? TryMerge(IndexNode right) =>
        Entries.Length + right.Count <= Fanout / 2 ? new IndexLeaf([.. Entries, .. ((IndexLeaf)right).Entries]) : null;

    public int Search(string key)
    {
        int low = 0, high = Entries.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = string.CompareOrdinal(Entries[middle].Key, key);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }
}

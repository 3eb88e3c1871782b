namespace Tiphys.ApiServer.WatchCache;

/// <summary>An inner node: children in key order, each knowing how many entries it holds.</summary>
internal sealed class IndexBranch : IndexNode
{
    private readonly int _count;

    public IndexBranch(IndexNode[] children)
    {
        Children = children;
        foreach (var child in children)
            _count += child.Count;
    }

    public IndexNode[] Children { get; }

    public override int Count => _count;

    public override string FirstKey => Children[0].FirstKey;

    public override CacheEntry? Find(string key) => Children[ChildOf(key)].Find(key);

    public override int Rank(string key)
    {
        var at = ChildOf(key);
        var rank = Children[at].Rank(key);
        for (var i = 0; i < at; i++)
            rank += Children[i].Count;
        return rank;
    }

    public override (IndexNode Node, IndexNode? Split) Set(CacheEntry entry)
    {
        var at = ChildOf(entry.Key);
        var (node, split) = Children[at].Set(entry);
        if (split is null)
        {
            var replaced = (IndexNode[])Children.Clone();
            replaced[at] = node;
            return (new IndexBranch(replaced), null);
        }

        IndexNode[] grown = [.. Children.AsSpan(0, at), node, split, .. Children.AsSpan(at + 1)];
        if (grown.Length <= Fanout)
            return (new IndexBranch(grown), null);

        // Keys that only rise (a bulk load, events) would leave every node half empty if it were cut in the middle.
        var cut = at == Children.Length - 1 ? Fanout : grown.Length / 2;
        return (new IndexBranch(grown[..cut]), new IndexBranch(grown[cut..]));
    }

    public override IndexNode? Remove(string key)
    {
        var at = ChildOf(key);
        var node = Children[at].Remove(key);
        if (ReferenceEquals(node, Children[at]))
            return this;
        if (node is null)
            return Children.Length == 1 ? null : new IndexBranch([.. Children.AsSpan(0, at), .. Children.AsSpan(at + 1)]);
        if (at + 1 < Children.Length && node.TryMerge(Children[at + 1]) is { } merged)
            return new IndexBranch([.. Children.AsSpan(0, at), merged, .. Children.AsSpan(at + 2)]);
        var replaced = (IndexNode[])Children.Clone();
        replaced[at] = node;
        return new IndexBranch(replaced);
    }

    public override IndexNode? TryMerge(IndexNode right) =>
        right is IndexBranch branch && Children.Length + branch.Children.Length <= Fanout / 2 ? new IndexBranch([.. Children, .. branch.Children]) : null;

    /// <summary>The last child whose first key is not above the key; the first child if all are.</summary>
    public int ChildOf(string key)
    {
        int low = 1, high = Children.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            if (string.CompareOrdinal(Children[middle].FirstKey, key) <= 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return low - 1;
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>
/// An immutable ordered map from keys to entries: a B+ tree whose changes copy one path and share the rest, so that a snapshot costs
/// nothing to take and little to keep.
/// </summary>
internal sealed class CacheIndex
{
    public static readonly CacheIndex Empty = new(null);

    private CacheIndex(IndexNode? root) => Root = root;

    public IndexNode? Root { get; }

    public int Count => Root?.Count ?? 0;

    /// <summary>Builds the tree from entries in ascending key order without splitting a node.</summary>
    public static CacheIndex Build(IReadOnlyList<CacheEntry> sorted)
    {
        if (sorted.Count == 0)
            return Empty;
        IndexNode[] level = [.. sorted.Chunk(IndexNode.Fanout).Select(chunk => new IndexLeaf(chunk))];
        while (level.Length > 1)
            level = [.. level.Chunk(IndexNode.Fanout).Select(chunk => new IndexBranch(chunk))];
        return new(level[0]);
    }

    public bool TryGet(string key, [NotNullWhen(true)] out CacheEntry? entry)
    {
        entry = Root?.Find(key);
        return entry is not null;
    }

    public CacheIndex Set(CacheEntry entry)
    {
        if (Root is null)
            return new(new IndexLeaf([entry]));
        var (node, split) = Root.Set(entry);
        return new(split is null ? node : new IndexBranch([node, split]));
    }

    public CacheIndex Remove(string key)
    {
        if (Root is null)
            return this;
        var node = Root.Remove(key);
        while (node is IndexBranch { Children.Length: 1 } branch)
            node = branch.Children[0];
        return node is null ? Empty : ReferenceEquals(node, Root) ? this : new(node);
    }

    /// <summary>How many keys are smaller than <paramref name="key"/>.</summary>
    public int Rank(string key) => Root?.Rank(key) ?? 0;

    /// <summary>How many keys begin with the prefix; an empty prefix counts all.</summary>
    public int CountPrefix(string prefix) => prefix.Length == 0 ? Count : Rank(After(prefix)) - Rank(prefix);

    /// <summary>The entries whose keys begin with the prefix and stand behind <paramref name="startAfter"/> (exclusive; empty for all), in order.</summary>
    public CacheRange Range(string prefix, string startAfter = "") => new(this, prefix, startAfter);

    /// <summary>The smallest text above every text with the prefix (prefixes end in a slash or are empty).</summary>
    public static string After(string prefix) => string.Concat(prefix.AsSpan(0, prefix.Length - 1), [(char)(prefix[^1] + 1)]);
}

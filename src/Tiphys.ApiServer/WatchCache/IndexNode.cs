namespace Tiphys.ApiServer.WatchCache;

/// <summary>A node of the copy-on-write B+ tree behind <see cref="CacheIndex"/>. Immutable.</summary>
internal abstract class IndexNode
{
    /// <summary>Most children or entries of one node: small enough that copying a path is cheap, large enough that the tree stays flat.</summary>
    public const int Fanout = 48;

    /// <summary>Entries below this node.</summary>
    public abstract int Count { get; }

    /// <summary>The smallest key below this node.</summary>
    public abstract string FirstKey { get; }

    public abstract CacheEntry? Find(string key);

    /// <summary>How many keys below this node are smaller than <paramref name="key"/>.</summary>
    public abstract int Rank(string key);

    /// <summary>This node with the entry in it; a second node if it had to split.</summary>
    public abstract (IndexNode Node, IndexNode? Split) Set(CacheEntry entry);

    /// <summary>This node without the key; itself if the key is not there, null if nothing is left.</summary>
    public abstract IndexNode? Remove(string key);

    /// <summary>This node and its right neighbour as one, if they fit into one; else null.</summary>
    public abstract IndexNode? TryMerge(IndexNode right);
}

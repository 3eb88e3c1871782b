namespace Tiphys.ApiServer.WatchCache;

/// <summary>A stretch of an index, enumerated leaf by leaf.</summary>
internal readonly struct CacheRange(CacheIndex index, string prefix, string startAfter)
{
    public Enumerator GetEnumerator() => new(index.Root, prefix, startAfter);

    /// <summary>Walks the tree with a path of branches; no allocation per entry.</summary>
    internal struct Enumerator
    {
        private readonly string _prefix;
        private readonly Stack<(IndexBranch Branch, int At)> _path = new(4);
        private IndexLeaf? _leaf;
        private int _at;

        public Enumerator(IndexNode? root, string prefix, string startAfter)
        {
            _prefix = prefix;
            var start = string.CompareOrdinal(startAfter, prefix) > 0 ? startAfter : prefix;
            while (root is IndexBranch branch)
            {
                var child = branch.ChildOf(start);
                _path.Push((branch, child));
                root = branch.Children[child];
            }

            _leaf = root as IndexLeaf;
            if (_leaf is null)
                return;
            var found = _leaf.Search(start);
            _at = found < 0 ? ~found - 1 : start.Length > 0 && ReferenceEquals(start, startAfter) ? found : found - 1;
        }

        public readonly CacheEntry Current => _leaf!.Entries[_at];

        public bool MoveNext()
        {
            if (_leaf is null)
                return false;
            if (++_at >= _leaf.Entries.Length && !NextLeaf())
                return false;
            return _leaf!.Entries[_at].Key.StartsWith(_prefix, StringComparison.Ordinal);
        }

        private bool NextLeaf()
        {
            while (_path.TryPop(out var step))
            {
                if (step.At + 1 >= step.Branch.Children.Length)
                    continue;
                _path.Push((step.Branch, step.At + 1));
                var node = step.Branch.Children[step.At + 1];
                while (node is IndexBranch branch)
                {
                    _path.Push((branch, 0));
                    node = branch.Children[0];
                }

                _leaf = (IndexLeaf)node;
                _at = 0;
                return true;
            }

            _leaf = null;
            return false;
        }
    }
}

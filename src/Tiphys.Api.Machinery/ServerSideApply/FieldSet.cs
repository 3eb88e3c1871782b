namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>
/// A set of field paths, as a tree of steps: what one manager owns, or what differs between two documents. A path may be in the
/// set together with paths below it.
/// </summary>
internal sealed class FieldSet
{
    /// <summary>Rows up to this length take new steps in their midst.</summary>
    private const int ShortRow = 128;

    // Kept in the order of the encoded form. Sets have few steps at a node: a sorted row beats a tree.
    private List<KeyValuePair<string, FieldSet>> _children = [];

    // What came into the midst of a long row; sorted in when the row is read, so that no sequence of steps is quadratic.
    private Dictionary<string, FieldSet>? _unsorted;

    /// <summary>True if the path that leads to this node is in the set. Of no meaning at the root.</summary>
    public bool IsMember { get; set; }

    public IReadOnlyList<KeyValuePair<string, FieldSet>> Children => Sorted();

    /// <summary>True if no path is in the set.</summary>
    public bool IsEmpty => !IsMember && _children.Count == 0 && _unsorted is null;

    public FieldSet? Child(string step) => IndexOf(step) is var at && at >= 0 ? _children[at].Value : _unsorted?.GetValueOrDefault(step);

    public FieldSet GetOrAdd(string step)
    {
        var at = IndexOf(step);
        if (at >= 0)
            return _children[at].Value;
        if (_unsorted?.TryGetValue(step, out var known) == true)
            return known;
        var made = new FieldSet();
        Add(~at, step, made);
        return made;
    }

    public void Insert(IReadOnlyList<string> path)
    {
        var node = this;
        for (var i = 0; i < path.Count; i++)
            node = node.GetOrAdd(path[i]);
        node.IsMember = true;
    }

    public FieldSet Union(FieldSet other)
    {
        var result = new FieldSet { IsMember = IsMember || other.IsMember };
        foreach (var (step, child) in Children)
            result.Put(step, other.Child(step) is { } match ? child.Union(match) : child);
        foreach (var (step, child) in other.Children)
        {
            if (Child(step) is null)
                result.Put(step, child);
        }

        return result;
    }

    public FieldSet Intersect(FieldSet other)
    {
        var result = new FieldSet { IsMember = IsMember && other.IsMember };
        foreach (var (step, child) in Children)
        {
            if (other.Child(step) is { } match)
                result.Put(step, child.Intersect(match));
        }

        return result;
    }

    /// <summary>The paths that are not in <paramref name="other"/>; what lies below one of its paths stays.</summary>
    public FieldSet Except(FieldSet other)
    {
        var result = new FieldSet { IsMember = IsMember && !other.IsMember };
        foreach (var (step, child) in Children)
            result.Put(step, other.Child(step) is { } match ? child.Except(match) : child);
        return result;
    }

    /// <summary>The paths that are neither in <paramref name="other"/> nor below one of its paths.</summary>
    public FieldSet ExceptTrees(FieldSet other)
    {
        var result = new FieldSet { IsMember = IsMember };
        foreach (var (step, child) in Children)
        {
            var match = other.Child(step);
            if (match is not { IsMember: true })
                result.Put(step, match is null ? child : child.ExceptTrees(match));
        }

        return result;
    }

    /// <summary>Every path; at each node those that end there before those that go on, each in the order of the encoded form.</summary>
    public IEnumerable<IReadOnlyList<string>> Paths() => Paths([]);

    // Nodes are shared between sets once built: nothing changes a set that came out of an operation.
    internal void Put(string step, FieldSet child)
    {
        if (child.IsEmpty)
            return;
        var at = IndexOf(step);
        if (at >= 0)
            _children[at] = new(step, child);
        else if (_unsorted?.ContainsKey(step) == true)
            _unsorted[step] = child;
        else
            Add(~at, step, child);
    }

    private void Add(int at, string step, FieldSet child)
    {
        if (at == _children.Count || _children.Count < ShortRow)
            _children.Insert(at, new(step, child));
        else
            (_unsorted ??= [])[step] = child;
    }

    private List<KeyValuePair<string, FieldSet>> Sorted()
    {
        if (_unsorted is null)
            return _children;
        List<KeyValuePair<string, FieldSet>> all = [.. _children, .. _unsorted];
        all.Sort(static (left, right) => PathStep.Compare(left.Key, right.Key));
        (_children, _unsorted) = (all, null);
        return all;
    }

    // Negative, the complement of where it belongs, if it is not there. New steps mostly come last.
    private int IndexOf(string step)
    {
        var low = 0;
        var high = _children.Count - 1;
        if (high >= 0 && PathStep.Compare(_children[high].Key, step) < 0)
            return ~_children.Count;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = PathStep.Compare(_children[middle].Key, step);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return ~low;
    }

    private IEnumerable<IReadOnlyList<string>> Paths(string[] prefix)
    {
        foreach (var (step, child) in Children)
        {
            if (child.IsMember)
                yield return [.. prefix, step];
        }

        foreach (var (step, child) in Children)
        {
            foreach (var below in child.Paths([.. prefix, step]))
                yield return below;
        }
    }
}

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>
/// A set of field paths, as a tree of steps: what one manager owns, or what differs between two documents. A path may be in the
/// set together with paths below it.
/// </summary>
internal sealed class FieldSet
{
    // Kept in the order of the encoded form. Sets have few steps at a node: a sorted row beats a tree.
    private readonly List<KeyValuePair<string, FieldSet>> _children = [];

    /// <summary>True if the path that leads to this node is in the set. Of no meaning at the root.</summary>
    public bool IsMember { get; set; }

    public IReadOnlyList<KeyValuePair<string, FieldSet>> Children => _children;

    /// <summary>True if no path is in the set.</summary>
    public bool IsEmpty => !IsMember && _children.Count == 0;

    public FieldSet? Child(string step) => IndexOf(step) is var at && at >= 0 ? _children[at].Value : null;

    public FieldSet GetOrAdd(string step)
    {
        var at = IndexOf(step);
        if (at >= 0)
            return _children[at].Value;
        var made = new FieldSet();
        _children.Insert(~at, new(step, made));
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

    /// <summary>Every path, in the order of the encoded form.</summary>
    public IEnumerable<IReadOnlyList<string>> Paths() => Paths([]);

    // Nodes are shared between sets once built: nothing changes a set that came out of an operation.
    internal void Put(string step, FieldSet child)
    {
        if (child.IsEmpty)
            return;
        var at = IndexOf(step);
        if (at < 0)
            _children.Insert(~at, new(step, child));
        else
            _children[at] = new(step, child);
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
            string[] path = [.. prefix, step];
            if (child.IsMember)
                yield return path;
            foreach (var below in child.Paths(path))
                yield return below;
        }
    }
}

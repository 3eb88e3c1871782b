namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>
/// A set of field paths, as a tree of steps: what one manager owns, or what differs between two documents. A path may be in the
/// set together with paths below it.
/// </summary>
internal sealed class FieldSet
{
    private SortedDictionary<string, FieldSet>? _children;

    /// <summary>True if the path that leads to this node is in the set. Of no meaning at the root.</summary>
    public bool IsMember { get; set; }

    public IEnumerable<KeyValuePair<string, FieldSet>> Children => _children ?? [];

    /// <summary>True if no path is in the set.</summary>
    public bool IsEmpty => !IsMember && _children is not { Count: > 0 };

    public FieldSet? Child(string step) => _children?.GetValueOrDefault(step);

    public FieldSet GetOrAdd(string step)
    {
        _children ??= new(PathStep.Order);
        if (!_children.TryGetValue(step, out var child))
            _children.Add(step, child = new());
        return child;
    }

    public void Insert(IReadOnlyList<string> path)
    {
        var node = this;
        foreach (var step in path)
            node = node.GetOrAdd(step);
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
        if (!child.IsEmpty)
            (_children ??= new(PathStep.Order)).Add(step, child);
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

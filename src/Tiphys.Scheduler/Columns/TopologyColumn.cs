namespace Tiphys.Scheduler.Columns;

/// <summary>The value of one topology label on each node, numbered.</summary>
internal sealed class TopologyColumn(string key)
{
    private readonly Dictionary<string, int> _ids = [];
    private int[] _domainOf = [];

    public string Key { get; } = key;

    /// <summary>Numbers are below this.</summary>
    public int Domains => _ids.Count;

    /// <summary>The number of the node's domain; -1 if it lacks the label.</summary>
    public int this[int row] => _domainOf[row];

    public void Set(int row, NodeInfo? node)
    {
        if (_domainOf.Length <= row)
        {
            var before = _domainOf.Length;
            Array.Resize(ref _domainOf, Math.Max(16, (row + 1) * 2));
            Array.Fill(_domainOf, -1, before, _domainOf.Length - before);
        }

        if (node is null || !node.Labels.TryGetValue(Key, out var value))
        {
            _domainOf[row] = -1;
            return;
        }

        if (!_ids.TryGetValue(value, out var id))
            _ids.Add(value, id = _ids.Count);
        _domainOf[row] = id;
    }
}

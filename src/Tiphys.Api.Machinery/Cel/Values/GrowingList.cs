namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>
/// The accumulator of map and filter: appended to in place, because nothing but the comprehension can name it while it grows.
/// </summary>
internal sealed class GrowingList : CelList
{
    private readonly List<CelValue> _items = [];

    /// <summary>Set when the comprehension is done and the list is handed out.</summary>
    public bool IsDone { get; set; }

    public override int Count => _items.Count;

    public override CelValue this[int index] => _items[index];

    public override CelList Concat(CelList other)
    {
        if (IsDone)
            return base.Concat(other);
        for (var i = 0; i < other.Count; i++)
            _items.Add(other[i]);
        return this;
    }
}

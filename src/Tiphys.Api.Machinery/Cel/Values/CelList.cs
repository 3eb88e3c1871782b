namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>A list as expressions see it.</summary>
public abstract class CelList
{
    public static readonly CelList Empty = new ArrayList([]);

    public abstract int Count { get; }

    /// <param name="index">Within the list.</param>
    public abstract CelValue this[int index] { get; }

    /// <summary>Equality with another list; plain lists compare element by element.</summary>
    public virtual bool ValueEquals(CelList other)
    {
        if (Count != other.Count)
            return false;
        for (var i = 0; i < Count; i++)
        {
            if (!CelEquality.AreEqual(this[i], other[i]))
                return false;
        }

        return true;
    }

    /// <summary>The list with another's elements behind it.</summary>
    public virtual CelList Concat(CelList other) => other.Count == 0 ? this : Count == 0 ? other : new JoinedList(this, other);

    public CelValue[] ToArray()
    {
        var items = new CelValue[Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = this[i];
        return items;
    }
}

namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>A map, or an object with fields, as expressions see it.</summary>
public abstract class CelMap
{
    public static readonly CelMap Empty = new DictionaryMap();

    public abstract int Count { get; }

    public abstract bool TryGet(in CelValue key, out CelValue value);

    /// <summary>Like <see cref="TryGet"/> for a field or string key.</summary>
    public abstract bool TryGetField(string name, out CelValue value);

    public abstract CelValue[] Keys();

    public bool ValueEquals(CelMap other)
    {
        if (Count != other.Count)
            return false;
        foreach (var key in Keys())
        {
            TryGet(key, out var mine);
            if (!other.TryGet(key, out var theirs) || !CelEquality.AreEqual(mine, theirs))
                return false;
        }

        return true;
    }
}

namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>A map that an expression made; numbers that are equal are one key whatever their type.</summary>
public sealed class DictionaryMap : CelMap
{
    private readonly Dictionary<CelValue, CelValue> _entries = new(CelEquality.Keys);

    public override int Count => _entries.Count;

    public static DictionaryMap Of(IEnumerable<KeyValuePair<string, CelValue>> entries)
    {
        var map = new DictionaryMap();
        foreach (var (key, value) in entries)
            map._entries[CelValue.From(key)] = value;
        return map;
    }

    public override bool TryGet(in CelValue key, out CelValue value) => _entries.TryGetValue(key, out value);

    public override bool TryGetField(string name, out CelValue value) => _entries.TryGetValue(CelValue.From(name), out value);

    public override CelValue[] Keys() => [.. _entries.Keys];

    /// <summary>Only while the map is being made. False if the key is there already.</summary>
    internal bool TryAdd(in CelValue key, in CelValue value) => _entries.TryAdd(key, value);

    /// <summary>Only while the map is being made.</summary>
    internal void Set(in CelValue key, in CelValue value) => _entries[key] = value;
}

using Tiphys.Client.Objects;

namespace Tiphys.Client.Informers;

/// <summary>Objects by a value computed from them. Not thread safe.</summary>
internal sealed class CacheIndex<T>(Func<T, IEnumerable<string>> values)
{
    private readonly Dictionary<string, Dictionary<ObjectKey, T>> _byValue = [];

    public Func<T, IEnumerable<string>> Values { get; } = values;

    public IReadOnlyList<T> Find(string value) => _byValue.TryGetValue(value, out var found) ? [.. found.Values] : [];

    public void Add(ObjectKey key, T item)
    {
        foreach (var value in Values(item))
        {
            if (!_byValue.TryGetValue(value, out var items))
                _byValue.Add(value, items = []);
            items[key] = item;
        }
    }

    public void Remove(ObjectKey key, T item)
    {
        foreach (var value in Values(item))
        {
            if (_byValue.TryGetValue(value, out var items) && items.Remove(key) && items.Count == 0)
                _byValue.Remove(value);
        }
    }
}

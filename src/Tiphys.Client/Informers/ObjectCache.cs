using k8s;
using k8s.Models;
using Tiphys.Client.Objects;

namespace Tiphys.Client.Informers;

/// <summary>What an informer has seen, with indexes. Objects are shared read-only views: clone before changing one.</summary>
/// <remarks>Safe for any number of threads. Lists are copies of the moment they are asked for.</remarks>
public sealed class ObjectCache<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, T> _items = [];
    private readonly Dictionary<string, CacheIndex<T>> _indexes = [];

    public ObjectCache() => _indexes.Add(Indexes.Namespace, new(Indexes.ByNamespace));

    public int Count
    {
        get
        {
            lock (_gate)
                return _items.Count;
        }
    }

    public T? Get(ObjectKey key)
    {
        lock (_gate)
            return _items.GetValueOrDefault(key);
    }

    /// <param name="ns">Empty for cluster-scoped objects.</param>
    public T? Get(string ns, string name) => Get(new ObjectKey(ns, name));

    /// <summary>Everything, in no order.</summary>
    public IReadOnlyList<T> List()
    {
        lock (_gate)
            return [.. _items.Values];
    }

    /// <summary>Everything in one namespace.</summary>
    public IReadOnlyList<T> List(string ns) => ByIndex(Indexes.Namespace, ns);

    /// <summary>The objects an index files under a value.</summary>
    /// <exception cref="KeyNotFoundException">No such index was added.</exception>
    public IReadOnlyList<T> ByIndex(string index, string value)
    {
        lock (_gate)
            return _indexes[index].Find(value);
    }

    /// <summary>Files every object, those already there included, under the values the function gives. Consumers that share the cache may add the same index each.</summary>
    /// <exception cref="InvalidOperationException">The name stands for another function already: whoever came second would look into the first one's index.</exception>
    public void AddIndex(string name, Func<T, IEnumerable<string>> values)
    {
        lock (_gate)
        {
            if (_indexes.TryGetValue(name, out var known))
            {
                if (known.Values != values)
                    throw new InvalidOperationException($"index {name} of {typeof(T).Name} is known with another function");
                return;
            }

            var index = new CacheIndex<T>(values);
            foreach (var (key, item) in _items)
                index.Add(key, item);
            _indexes.Add(name, index);
        }
    }

    /// <summary>Puts the object in.</summary>
    /// <returns>What it replaced, or null.</returns>
    internal T? Put(T item)
    {
        var key = item.Key();
        lock (_gate)
        {
            var before = _items.GetValueOrDefault(key);
            foreach (var index in _indexes.Values)
            {
                if (before is not null)
                    index.Remove(key, before);
                index.Add(key, item);
            }

            _items[key] = item;
            return before;
        }
    }

    /// <summary>Takes the object out.</summary>
    /// <returns>What was there, or null.</returns>
    internal T? Remove(ObjectKey key)
    {
        lock (_gate)
        {
            if (!_items.Remove(key, out var before))
                return null;
            foreach (var index in _indexes.Values)
                index.Remove(key, before);
            return before;
        }
    }
}

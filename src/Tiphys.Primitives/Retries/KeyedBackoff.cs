using System.Collections.Concurrent;

namespace Tiphys.Primitives.Retries;

/// <summary>A <see cref="BackoffPolicy"/> applied to each key by itself. Keys are remembered until <see cref="Forget"/>.</summary>
/// <remarks>Safe for any number of threads.</remarks>
public sealed class KeyedBackoff<TKey>(BackoffPolicy policy)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, int> _failures = new();

    /// <summary>The wait after one more failure of the key.</summary>
    public TimeSpan Next(TKey key)
    {
        var failures = _failures.AddOrUpdate(key, 1, static (_, count) => count + 1);
        return policy.Delay(failures - 1, Random.Shared.NextDouble());
    }

    /// <summary>The failures of the key since it was last forgotten.</summary>
    public int Failures(TKey key) => _failures.GetValueOrDefault(key);

    /// <summary>The key succeeded, or is gone.</summary>
    public void Forget(TKey key) => _failures.TryRemove(key, out _);
}

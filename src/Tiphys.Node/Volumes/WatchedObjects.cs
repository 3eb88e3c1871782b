using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Client;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;

namespace Tiphys.Node.Volumes;

/// <summary>Single objects of one type, each watched while at least one pod follows it.</summary>
/// <remarks>Safe for concurrent callers.</remarks>
internal sealed class WatchedObjects<T>(KubeClient client, TimeProvider time, ILogger logger) : IAsyncDisposable
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, Entry> _entries = [];

    /// <summary>The object as the watch last showed it; asked for directly if nobody follows it. Null if there is none.</summary>
    public async Task<T?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (_gate)
            entry = _entries.GetValueOrDefault(key);
        if (entry is null)
            return await client.For<T>().TryGetAsync(key.Namespace, key.Name, cancellationToken).ConfigureAwait(false);
        await entry.Informer.WaitForSyncAsync(cancellationToken).ConfigureAwait(false);
        // The watch may be a moment behind what made somebody ask: a missing object is asked for once more.
        return entry.Informer.Cache.Get(key) ?? await client.For<T>().TryGetAsync(key.Namespace, key.Name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets what a follower follows, in place of what it followed before.</summary>
    public void Follow(string follower, IEnumerable<ObjectKey> wanted, Action changed)
    {
        var keys = wanted.ToHashSet();
        lock (_gate)
        {
            foreach (var key in keys)
            {
                if (!_entries.TryGetValue(key, out var entry))
                    _entries[key] = entry = Start(key);
                entry.Followers[follower] = changed;
            }

            foreach (var key in _entries.Keys.Where(key => !keys.Contains(key)).ToArray())
                Drop(key, follower);
        }
    }

    public void Unfollow(string follower) => Follow(follower, [], static () => { });

    public async ValueTask DisposeAsync()
    {
        Entry[] entries;
        lock (_gate)
        {
            entries = [.. _entries.Values];
            _entries.Clear();
        }

        foreach (var entry in entries)
        {
            await entry.Life.CancelAsync().ConfigureAwait(false);
            entry.Life.Dispose();
        }
    }

    private Entry Start(ObjectKey key)
    {
        var scope = new InformerScope { Namespace = key.Namespace, FieldSelector = $"metadata.name={key.Name}" };
        var entry = new Entry(new SharedInformer<T>(client.For<T>(), scope, time, logger));
        entry.Informer.Subscribe(_ => Tell(entry));
        _ = entry.Informer.RunAsync(entry.Life.Token);
        return entry;
    }

    private void Tell(Entry entry)
    {
        Action[] followers;
        lock (_gate)
            followers = [.. entry.Followers.Values];
        foreach (var follower in followers)
            follower();
    }

    private void Drop(ObjectKey key, string follower)
    {
        var entry = _entries[key];
        if (!entry.Followers.Remove(follower) || entry.Followers.Count > 0)
            return;
        _entries.Remove(key);
        entry.Life.Cancel();
    }

    private sealed class Entry(SharedInformer<T> informer)
    {
        public SharedInformer<T> Informer { get; } = informer;

        public Dictionary<string, Action> Followers { get; } = [];

        public CancellationTokenSource Life { get; } = new();
    }
}

using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Client.Objects;
using Tiphys.Primitives.Async;

namespace Tiphys.Client.Informers;

/// <summary>Keeps a cache equal to what the server has and tells its subscribers of every change.</summary>
/// <remarks>
/// Subscribers are called one change at a time, in the order of the changes, on the informer's own loop: they put keys into
/// queues and return. A subscriber that comes late is told of everything in the cache as added.
/// </remarks>
public sealed class SharedInformer<T> : ISharedInformer
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Lock _deliver = new();
    private readonly List<Action<InformerChange<T>>> _subscribers = [];
    private readonly AsyncGate _synced = new();
    private readonly ListWatch<T> _source;
    private readonly ILogger _logger;
    private readonly Func<T, T>? _shape;

    /// <param name="shape">What is kept of an object; the object itself if null. It may be changed in place: nobody else has it yet.</param>
    public SharedInformer(ResourceClient<T> client, InformerScope scope, TimeProvider time, ILogger logger, Func<T, T>? shape = null)
    {
        _logger = logger;
        _shape = shape;
        _source = new(client, scope, time, logger, Apply, Replace);
    }

    public ObjectCache<T> Cache { get; } = new();

    /// <summary>The first list is in the cache.</summary>
    public bool HasSynced => _synced.IsOpen;

    /// <summary>Calls the function for every change until the result is disposed.</summary>
    public IDisposable Subscribe(Action<InformerChange<T>> subscriber)
    {
        lock (_deliver)
        {
            foreach (var item in Cache.List())
                Tell(subscriber, new(null, item));
            _subscribers.Add(subscriber);
        }

        return new Subscription(this, subscriber);
    }

    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.WaitAsync(cancellationToken);

    /// <summary>Lists and watches until cancelled; whatever fails is tried again.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _source.RunAsync(cancellationToken);

    private void Apply(T item, bool deleted)
    {
        item = _shape?.Invoke(item) ?? item;
        lock (_deliver)
        {
            if (!deleted)
                TellAll(new(Cache.Put(item), item));
            else if (Cache.Remove(item.Key()) is not null)
                TellAll(new(item, null));
        }
    }

    private void Replace(IReadOnlyList<T> items)
    {
        if (_shape is not null)
            items = [.. items.Select(_shape)];
        lock (_deliver)
        {
            var listed = items.Select(item => item.Key()).ToHashSet();
            foreach (var gone in Cache.List().Where(item => !listed.Contains(item.Key())))
            {
                Cache.Remove(gone.Key());
                TellAll(new(gone, null));
            }

            foreach (var item in items)
                PutListed(item);
        }

        _synced.Open();
    }

    private void PutListed(T item)
    {
        var known = Cache.Get(item.Key());
        if (known is not null && known.Metadata.ResourceVersion == item.Metadata.ResourceVersion)
            return;

        // Deleted and made again under the same name while we did not look: two changes, since owners go by uid.
        if (known is not null && known.Metadata.Uid != item.Metadata.Uid)
        {
            Cache.Remove(item.Key());
            TellAll(new(known, null));
            known = null;
        }

        Cache.Put(item);
        TellAll(new(known, item));
    }

    private void TellAll(InformerChange<T> change)
    {
        foreach (var subscriber in _subscribers)
            Tell(subscriber, change);
    }

    private void Tell(Action<InformerChange<T>> subscriber, InformerChange<T> change)
    {
        try
        {
            subscriber(change);
        }
        catch (Exception e)
        {
            // One faulty subscriber must not stop the cache that all the others live on.
            _logger.LogError(e, "A subscriber failed on {Type} {Object}", typeof(T).Name, change.Current.Key());
        }
    }

    private sealed class Subscription(SharedInformer<T> informer, Action<InformerChange<T>> subscriber) : IDisposable
    {
        public void Dispose()
        {
            lock (informer._deliver)
                informer._subscribers.Remove(subscriber);
        }
    }
}

using System.Runtime.CompilerServices;
using Grpc.Core;
using Tiphys.Storage.Etcd.Wire;

namespace Tiphys.Storage.Etcd;

/// <summary>The engine for several servers: an etcd cluster (3.4 or newer), over its own gRPC interface.</summary>
public sealed class EtcdStore : IRevisionedStore
{
    private readonly EtcdStoreOptions _options;
    private readonly EtcdMembers _members;
    private long _known;

    private EtcdStore(EtcdStoreOptions options) => (_options, _members) = (options, new EtcdMembers(options));

    public long CurrentRevision => Interlocked.Read(ref _known);

    /// <summary>Connects.</summary>
    /// <exception cref="StoreUnavailableException">No member serves.</exception>
    public static async Task<EtcdStore> OpenAsync(EtcdStoreOptions options, CancellationToken cancellationToken = default)
    {
        var store = new EtcdStore(options);
        try
        {
            await store.ReadFenceAsync(cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A read that the leader confirms with a majority: a member cut off cannot answer it.</summary>
    public async ValueTask<long> ReadFenceAsync(CancellationToken cancellationToken)
    {
        var request = new RangeRequest { Key = EtcdMapping.StartOf(default, default), Limit = 1, KeysOnly = true };
        return (await RangeAsync(request, cancellationToken).ConfigureAwait(false)).Header.Revision;
    }

    public async ValueTask<StoreEntry?> GetAsync(StoreKey key, CancellationToken cancellationToken)
    {
        var found = await RangeAsync(new RangeRequest { Key = EtcdMapping.Bytes(key) }, cancellationToken).ConfigureAwait(false);
        return found.Kvs.Count == 0 ? null : EtcdMapping.Entry(found.Kvs[0]);
    }

    public async ValueTask<StoreRange> RangeAsync(StoreKey prefix, StoreKey startAfter, int limit, long revision, CancellationToken cancellationToken)
    {
        var entries = new List<StoreEntry>();
        var from = startAfter;
        while (true)
        {
            int page = limit > 0 ? Math.Min(_options.PageSize, limit - entries.Count) : _options.PageSize;
            var request = new RangeRequest
            {
                Key = EtcdMapping.StartOf(prefix, from),
                RangeEnd = EtcdMapping.EndOf(prefix),
                Limit = page,
                Revision = revision,
            };
            var found = await RangeAsync(request, cancellationToken).ConfigureAwait(false);
            entries.AddRange(found.Kvs.Select(EtcdMapping.Entry));
            // Later pages are read at the revision of the first, so that all show one moment.
            revision = revision == 0 ? found.Header.Revision : revision;
            if (!found.More || (limit > 0 && entries.Count >= limit))
                return new StoreRange(entries, revision, found.Count - found.Kvs.Count);
            from = entries[^1].Key;
        }
    }

    public async ValueTask<StoreCommit> CommitAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellationToken)
    {
        TransactionRules.Check(writes);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfClosed();
        try
        {
            // Not cancelled once sent: the outcome would be unknown.
            var request = EtcdMapping.Transaction(writes);
            var response = await _members.WriteAsync((invoker, options) => new KV.KVClient(invoker).TxnAsync(request, options), CancellationToken.None).ConfigureAwait(false);
            Learn(response.Header.Revision);
            return response.Succeeded
                ? new StoreCommit(true, response.Header.Revision, [])
                : new StoreCommit(false, response.Header.Revision, [.. response.Responses.Select(Conflict)]);
        }
        catch (RpcException failure)
        {
            throw EtcdErrors.ToException(failure, _members.IsClosed, wrote: true, cancellationToken);
        }
    }

    public async IAsyncEnumerable<StoreEventBatch> WatchAsync(
        StoreKey prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        await CheckKeptAsync(afterRevision, cancellationToken).ConfigureAwait(false);
        var watch = new EtcdWatch(_members, _options.Time, afterRevision, FindCompactedAsync);
        await foreach (var response in watch.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            Learn(response.Header.Revision);
            List<StoreEvent> events = [];
            foreach (var change in response.Events)
            {
                if (change.Kv.Key.Span.StartsWith(prefix.Span))
                    events.Add(EtcdMapping.Event(change));
            }

            yield return new StoreEventBatch(events, response.Events[^1].Kv.ModRevision);
        }
    }

    public async ValueTask CompactAsync(long revision, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        try
        {
            await _members.WriteAsync(
                (invoker, options) => new KV.KVClient(invoker).CompactAsync(new CompactionRequest { Revision = revision }, options),
                cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException failure) when (EtcdErrors.IsCompacted(failure))
        {
            // Done before.
        }
        catch (RpcException failure) when (EtcdErrors.IsFuture(failure))
        {
            throw new FutureRevisionException(revision, await ReadFenceAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (RpcException failure)
        {
            throw EtcdErrors.ToException(failure, _members.IsClosed, wrote: true, cancellationToken);
        }
    }

    public async ValueTask<long> SizeAsync(CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        try
        {
            return (await _members.ReadAsync(
                (invoker, options) => new Maintenance.MaintenanceClient(invoker).StatusAsync(new StatusRequest(), options), cancellationToken).ConfigureAwait(false)).DbSize;
        }
        catch (RpcException failure)
        {
            throw EtcdErrors.ToException(failure, _members.IsClosed, wrote: false, cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        _members.Dispose();
        return ValueTask.CompletedTask;
    }

    private static StoreEntry? Conflict(ResponseOp response) =>
        response.ResponseRange.Kvs.Count == 0 ? null : EtcdMapping.Entry(response.ResponseRange.Kvs[0]);

    private async Task<RangeResponse> RangeAsync(RangeRequest request, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        try
        {
            var response = await _members.ReadAsync((invoker, options) => new KV.KVClient(invoker).RangeAsync(request, options), cancellationToken).ConfigureAwait(false);
            Learn(response.Header.Revision);
            return response;
        }
        catch (RpcException failure) when (EtcdErrors.IsCompacted(failure))
        {
            throw new RevisionCompactedException(request.Revision, await FindCompactedAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (RpcException failure) when (EtcdErrors.IsFuture(failure))
        {
            throw new FutureRevisionException(request.Revision, await ReadFenceAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (RpcException failure)
        {
            throw EtcdErrors.ToException(failure, _members.IsClosed, wrote: false, cancellationToken);
        }
    }

    /// <summary>etcd lets a watch begin at the compacted revision itself, whose deletes may be forgotten. A read there is refused as we need it.</summary>
    private async Task CheckKeptAsync(long afterRevision, CancellationToken cancellationToken)
    {
        try
        {
            var probe = new RangeRequest { Key = EtcdMapping.StartOf(default, default), Limit = 1, KeysOnly = true, Revision = Math.Max(1, afterRevision) };
            await RangeAsync(probe, cancellationToken).ConfigureAwait(false);
        }
        catch (FutureRevisionException)
        {
            // A watch may wait for what is to come.
        }
    }

    /// <summary>The compacted revision, which etcd only tells a watch that begins too early.</summary>
    private async Task<long> FindCompactedAsync(CancellationToken cancellationToken)
    {
        await foreach (var response in new EtcdWatch(_members, _options.Time, 0, null).ReadAsync(cancellationToken).ConfigureAwait(false))
            return response.CompactRevision;
        return 0;
    }

    private void Learn(long revision)
    {
        long known;
        while ((known = Interlocked.Read(ref _known)) < revision && Interlocked.CompareExchange(ref _known, revision, known) != known)
        {
        }
    }

    private void ThrowIfClosed()
    {
        if (_members.IsClosed)
            throw new StoreUnavailableException(StoreFailure.Closed, "the store is closed");
    }
}

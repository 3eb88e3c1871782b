using Google.Protobuf;
using Tiphys.Storage.Etcd.Wire;

namespace Tiphys.Storage.Etcd;

/// <summary>Between the store's words and etcd's.</summary>
internal static class EtcdMapping
{
    public static ByteString Bytes(StoreKey key) => UnsafeByteOperations.UnsafeWrap(key.Memory);

    /// <summary>The first key behind all that begin with the prefix; a zero byte, which means "no end", if there is none.</summary>
    public static ByteString EndOf(StoreKey prefix)
    {
        byte[] end = prefix.Span.ToArray();
        for (int i = end.Length - 1; i >= 0; i--)
        {
            if (end[i] == byte.MaxValue)
                continue;
            end[i]++;
            return ByteString.CopyFrom(end, 0, i + 1);
        }

        return ByteString.CopyFrom(0);
    }

    /// <summary>Where a range under the prefix begins. An empty key would mean none at all to etcd.</summary>
    public static ByteString StartOf(StoreKey prefix, StoreKey startAfter)
    {
        if (!startAfter.IsEmpty && startAfter.CompareTo(prefix) >= 0)
            return ByteString.CopyFrom([.. startAfter.Span, 0]);
        return prefix.IsEmpty ? ByteString.CopyFrom(0) : Bytes(prefix);
    }

    public static StoreEntry Entry(KeyValue found) =>
        new(new StoreKey(found.Key.ToByteArray()), found.Value.Memory, found.CreateRevision, found.ModRevision);

    public static StoreEvent Event(Event change)
    {
        var previous = change.PrevKv;
        bool deleted = change.Type == Wire.Event.Types.EventType.Delete;
        return new StoreEvent(
            new StoreKey(change.Kv.Key.ToByteArray()),
            deleted ? (ReadOnlyMemory<byte>?)null : change.Kv.Value.Memory,
            previous is null ? (ReadOnlyMemory<byte>?)null : previous.Value.Memory,
            change.Kv.ModRevision,
            deleted ? previous?.CreateRevision ?? 0 : change.Kv.CreateRevision)
        {
            PreviousRevision = previous?.ModRevision ?? 0,
        };
    }

    public static TxnRequest Transaction(IReadOnlyList<StoreWrite> writes)
    {
        var request = new TxnRequest();
        foreach (var write in writes)
        {
            var key = Bytes(write.Key);
            request.Compare.Add(new Compare
            {
                Result = Compare.Types.Result.Equal,
                Target = Compare.Types.Target.Mod,
                Key = key,
                ModRevision = write.ExpectedModRevision,
            });
            request.Success.Add(write.Value is { } value
                ? new RequestOp { RequestPut = new PutRequest { Key = key, Value = UnsafeByteOperations.UnsafeWrap(value) } }
                : new RequestOp { RequestDeleteRange = new DeleteRangeRequest { Key = key } });
            request.Failure.Add(new RequestOp { RequestRange = new RangeRequest { Key = key } });
        }

        return request;
    }
}

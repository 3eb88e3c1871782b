using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Tiphys.Storage.Etcd.Wire;

namespace Tiphys.Storage.Etcd;

/// <summary>One watch over all keys, taken up again at another member from where it was whenever its member fails.</summary>
/// <remarks>All keys and not only the caller's: then every commit moves the watch forward. etcd's own reports of progress cannot be used for
/// that: before 3.4.25 and 3.5.8 they may overtake events.</remarks>
/// <param name="findCompacted">Asks for the compacted revision when the watch fell behind it; null to pass etcd's refusal on as a response.</param>
internal sealed class EtcdWatch(EtcdMembers members, TimeProvider time, long afterRevision, Func<CancellationToken, Task<long>>? findCompacted)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private long _after = afterRevision;

    public async IAsyncEnumerable<WatchResponse> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, members.Closing);
        while (true)
        {
            var (invoker, options) = members.Stream(linked.Token);
            using var call = new Watch.WatchClient(invoker).Watch(options);
            bool begun = await TryBeginAsync(call, cancellationToken).ConfigureAwait(false);
            while (begun && await TryReadAsync(call, cancellationToken).ConfigureAwait(false) is { } response)
            {
                if (response.CompactRevision != 0)
                    await RefuseAsync(response, cancellationToken).ConfigureAwait(false);
                else if (response.Canceled)
                    break;
                if (response.Events.Count == 0 && response.CompactRevision == 0)
                    continue;
                if (response.Events.Count > 0)
                    _after = response.Events[^1].Kv.ModRevision;
                yield return response;
            }

            members.MoveOn();
            await PauseAsync(linked.Token, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryBeginAsync(AsyncDuplexStreamingCall<WatchRequest, WatchResponse> call, CancellationToken cancellationToken)
    {
        var everything = ByteString.CopyFrom(0);
        var create = new WatchCreateRequest { Key = everything, RangeEnd = everything, StartRevision = _after + 1, PrevKv = true };
        try
        {
            await call.RequestStream.WriteAsync(new WatchRequest { CreateRequest = create }, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is RpcException or InvalidOperationException or OperationCanceledException)
        {
            ThrowIfEnded(failure, cancellationToken);
            return false;
        }
    }

    private async Task<WatchResponse?> TryReadAsync(AsyncDuplexStreamingCall<WatchRequest, WatchResponse> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false) ? call.ResponseStream.Current : null;
        }
        catch (Exception failure) when (failure is RpcException or OperationCanceledException)
        {
            ThrowIfEnded(failure, cancellationToken);
            return null;
        }
    }

    private void ThrowIfEnded(Exception failure, CancellationToken cancellationToken)
    {
        if (members.IsClosed)
            throw new StoreUnavailableException(StoreFailure.Closed, "the store is closed", failure);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task RefuseAsync(WatchResponse response, CancellationToken cancellationToken)
    {
        if (findCompacted is not null)
            throw new RevisionCompactedException(_after, Math.Max(response.CompactRevision, await findCompacted(cancellationToken).ConfigureAwait(false)));
    }

    private async Task PauseAsync(CancellationToken either, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, time, either).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ThrowIfEnded(new OperationCanceledException(), cancellationToken);
    }
}

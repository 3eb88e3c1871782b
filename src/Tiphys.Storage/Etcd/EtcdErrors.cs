using Grpc.Core;

namespace Tiphys.Storage.Etcd;

/// <summary>etcd's errors, which are told apart by their texts (https://github.com/etcd-io/etcd/tree/main/api/v3rpc/rpctypes).</summary>
internal static class EtcdErrors
{
    public static bool IsCompacted(RpcException failure) =>
        failure.StatusCode == StatusCode.OutOfRange && failure.Status.Detail.Contains("has been compacted", StringComparison.Ordinal);

    public static bool IsFuture(RpcException failure) =>
        failure.StatusCode == StatusCode.OutOfRange && failure.Status.Detail.Contains("future revision", StringComparison.Ordinal);

    /// <summary>The member does not serve now; another may.</summary>
    public static bool IsMembersFault(RpcException failure) =>
        failure.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Internal or StatusCode.Unknown;

    /// <param name="wrote">The call was to change something.</param>
    public static Exception ToException(RpcException failure, bool closed, bool wrote, CancellationToken cancellationToken)
    {
        if (closed)
            return new StoreUnavailableException(StoreFailure.Closed, "the store is closed", failure);
        if (failure.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
            return new OperationCanceledException(failure.Message, failure, cancellationToken);
        string detail = $"etcd: {failure.Status.Detail}";
        return failure.StatusCode switch
        {
            StatusCode.InvalidArgument => new ArgumentException(detail, failure),
            StatusCode.ResourceExhausted when failure.Status.Detail.Contains("space exceeded", StringComparison.Ordinal) =>
                new StoreUnavailableException(StoreFailure.DiskFull, detail, failure),
            _ => new StoreUnavailableException(StoreFailure.NoQuorum, detail, failure) { OutcomeUnknown = wrote && !WasRefused(failure) },
        };
    }

    /// <summary>Answers that say that nothing was proposed.</summary>
    private static bool WasRefused(RpcException failure) => failure.Status.Detail.Contains("no leader", StringComparison.Ordinal);
}

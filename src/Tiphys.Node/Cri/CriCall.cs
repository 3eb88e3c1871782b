using Grpc.Core;

namespace Tiphys.Node.Cri;

/// <summary>Turns the outcome of gRPC calls into the errors of <see cref="IContainerRuntime"/>.</summary>
internal static class CriCall
{
    public static async Task<T> AwaitAsync<T>(AsyncUnaryCall<T> call)
    {
        using (call)
        {
            try
            {
                return await call.ResponseAsync.ConfigureAwait(false);
            }
            catch (RpcException e)
            {
                throw Translate(e);
            }
        }
    }

    /// <summary>The answer, or null for a thing that does not exist.</summary>
    public static async Task<T?> FindAsync<T>(AsyncUnaryCall<T> call)
        where T : class
    {
        try
        {
            return await AwaitAsync(call).ConfigureAwait(false);
        }
        catch (RuntimeFailureException e) when (e.NotFound)
        {
            return null;
        }
    }

    public static async Task IgnoreMissingAsync<T>(AsyncUnaryCall<T> call)
        where T : class => await FindAsync(call).ConfigureAwait(false);

    public static async Task<bool> NextAsync<T>(IAsyncStreamReader<T> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw Translate(e);
        }
    }

    private static Exception Translate(RpcException e) => e.StatusCode switch
    {
        StatusCode.Cancelled => new OperationCanceledException(e.Status.Detail, e),
        StatusCode.Unavailable => new RuntimeUnavailableException(e.Status.Detail, e),
        StatusCode.DeadlineExceeded => new TimeoutException(e.Status.Detail, e),
        _ => new RuntimeFailureException(e.Status.Detail, e.StatusCode == StatusCode.NotFound, e),
    };
}

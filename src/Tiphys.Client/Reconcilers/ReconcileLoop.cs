using Microsoft.Extensions.Logging;
using Tiphys.Api.Errors;
using Tiphys.Client.Transport;
using Tiphys.Primitives.Queues;

namespace Tiphys.Client.Reconcilers;

/// <summary>Takes keys from a queue and has them reconciled by a number of workers.</summary>
public sealed class ReconcileLoop<TKey>(
    string name, KeyedQueue<TKey> queue, IReconciler<TKey> reconciler, int workers, TimeProvider time, ILogger logger)
    where TKey : notnull
{
    /// <summary>Works until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(cancellationToken), CancellationToken.None)));

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TKey key;
            try
            {
                key = await queue.TakeAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await WorkOnAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WorkOnAsync(TKey key, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var result = await TryAsync(key, cancellationToken).ConfigureAwait(false);
        ReconcileMetrics.Observe(name, result.Outcome, time.GetElapsedTime(began));
        queue.Done(key);
        switch (result.Outcome)
        {
            case ReconcileOutcome.Failed:
                queue.AddAfterFailure(key);
                Report(key, result.Error!);
                break;
            case ReconcileOutcome.Later:
                queue.Forget(key);
                queue.AddAfter(key, result.Delay);
                break;
            case ReconcileOutcome.Terminal:
                queue.Forget(key);
                logger.LogWarning("{Controller} gives up on {Key}: {Error}", name, key, result.Error!.Message);
                break;
            default:
                queue.Forget(key);
                break;
        }
    }

    private async ValueTask<ReconcileResult> TryAsync(TKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await reconciler.ReconcileAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever went wrong with one key must not end the worker: the key comes back after its back-off.
            return ReconcileResult.Failed(e);
        }
    }

    private void Report(TKey key, Exception error)
    {
        // Conflicts are the normal course of optimistic writes, an absent server is reported by whoever watches it.
        if (error is ApiException { Code: 409 } or ApiUnreachableException or OperationCanceledException)
            logger.LogDebug("{Controller} tries {Key} again: {Error}", name, key, error.Message);
        else if (error is ApiException)
            logger.LogWarning("{Controller} tries {Key} again: {Error}", name, key, error.Message);
        else
            logger.LogError(error, "{Controller} failed on {Key}", name, key);
    }
}

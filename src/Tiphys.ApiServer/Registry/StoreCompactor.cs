using Tiphys.ApiServer.WatchCache;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Registry;

/// <summary>Has the store forget the past that nobody may ask for any more, as kube-apiserver has etcd do it.</summary>
internal sealed class StoreCompactor(IRevisionedStore store, HistoryHorizon horizon, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(HistoryHorizon.Age, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested || horizon.Oldest <= 1)
                continue;
            try
            {
                await store.CompactAsync(horizon.Oldest - 1, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
            {
                // The next round forgets as much and more.
            }
        }
    }
}

namespace Tiphys.Client.Informers;

/// <summary>An informer of whatever type, to be run and waited for.</summary>
internal interface ISharedInformer
{
    /// <summary>The first list is in the cache and has been handed to the subscribers.</summary>
    Task WaitForSyncAsync(CancellationToken cancellationToken);

    /// <summary>Lists and watches until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}

namespace Tiphys.Client.Reconcilers;

/// <summary>Brings the world of one key to where it should be, from what is, not from what changed.</summary>
/// <remarks>Never called twice at once for one key; for different keys in parallel.</remarks>
public interface IReconciler<in TKey>
{
    ValueTask<ReconcileResult> ReconcileAsync(TKey key, CancellationToken cancellationToken);
}

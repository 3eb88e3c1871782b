namespace Tiphys.Client.Reconcilers;

/// <summary>The four ways a reconciliation can end; also the tag of the metric.</summary>
public enum ReconcileOutcome
{
    Done,
    Later,
    Failed,
    Terminal,
}

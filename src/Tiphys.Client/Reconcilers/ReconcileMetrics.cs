using System.Diagnostics.Metrics;

namespace Tiphys.Client.Reconcilers;

/// <summary>What every reconcile loop of the process reports, under the meter <see cref="MeterName"/>.</summary>
public static class ReconcileMetrics
{
    public const string MeterName = "Tiphys.Reconcilers";

    private static readonly Meter Source = new(MeterName);
    private static readonly Counter<long> Total = Source.CreateCounter<long>("reconcile_total", description: "Reconciliations by controller and outcome.");
    private static readonly Histogram<double> Seconds = Source.CreateHistogram<double>(
        "workqueue_work_duration_seconds", "s", "How long one reconciliation took.");

    internal static void Observe(string name, ReconcileOutcome outcome, TimeSpan took)
    {
        Total.Add(1, new("name", name), new("outcome", outcome));
        Seconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("name", name));
    }
}

using System.Diagnostics.Metrics;

namespace Tiphys.Scheduler;

/// <summary>What the scheduler reports, under the meter <see cref="MeterName"/>.</summary>
public static class SchedulerMetrics
{
    public const string MeterName = "Tiphys.Scheduler";

    private static readonly Meter Source = new(MeterName);
    private static readonly Counter<long> Attempts = Source.CreateCounter<long>("scheduler_schedule_attempts_total", description: "Attempts by result.");
    private static readonly Histogram<double> Seconds = Source.CreateHistogram<double>(
        "scheduler_scheduling_algorithm_duration_seconds", "s", "How long finding a place took.");

    internal static void Observe(string result, TimeSpan took)
    {
        Attempts.Add(1, new KeyValuePair<string, object?>("result", result));
        Seconds.Record(took.TotalSeconds);
    }
}

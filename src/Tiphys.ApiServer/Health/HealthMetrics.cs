using System.Collections.Concurrent;
using Tiphys.ApiServer.Metrics;

namespace Tiphys.ApiServer.Health;

/// <summary>What health checks found when they were last asked, and how often they found what: the indicators behind /metrics/slis.</summary>
internal sealed class HealthMetrics : IMetricSource
{
    private readonly ConcurrentDictionary<(string Name, string Type), Counts> _checks = new();

    /// <param name="type">The path that asked, without its slash: healthz, livez, readyz.</param>
    public void Observe(string name, string type, bool isWell)
    {
        var counts = _checks.GetOrAdd((name, type), static _ => new());
        Volatile.Write(ref counts.IsWell, isWell);
        Interlocked.Increment(ref isWell ? ref counts.Successes : ref counts.Errors);
    }

    public void Write(MetricText output)
    {
        var checks = _checks.OrderBy(check => check.Key.Name, StringComparer.Ordinal).ThenBy(check => check.Key.Type, StringComparer.Ordinal).ToArray();
        output.Family("kubernetes_healthcheck", "gauge", "1 if the check was well when last asked, else 0.");
        foreach (var ((name, type), counts) in checks)
            output.Sample("kubernetes_healthcheck", Volatile.Read(ref counts.IsWell) ? 1 : 0, "name", name, "type", type);
        output.Family("kubernetes_healthchecks_total", "counter", "How often a check was asked, by what it found.");
        foreach (var ((name, type), counts) in checks)
        {
            WriteTotal(output, name, type, "error", Volatile.Read(ref counts.Errors));
            WriteTotal(output, name, type, "success", Volatile.Read(ref counts.Successes));
        }
    }

    private static void WriteTotal(MetricText output, string name, string type, string status, long count)
    {
        if (count > 0)
            output.Sample("kubernetes_healthchecks_total", count, "name", name, "status", status, "type", type);
    }

    private sealed class Counts
    {
        public bool IsWell;
        public long Successes;
        public long Errors;
    }
}

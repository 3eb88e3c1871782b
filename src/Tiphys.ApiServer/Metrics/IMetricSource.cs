namespace Tiphys.ApiServer.Metrics;

/// <summary>A part of the server that has something to show under /metrics.</summary>
/// <remarks>Asked on every scrape, from any thread; must not block. Label values come from bounded sets (CVE-2020-8552).</remarks>
public interface IMetricSource
{
    void Write(MetricText output);
}

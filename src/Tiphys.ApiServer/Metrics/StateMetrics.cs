using System.Diagnostics;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Metrics;

/// <summary>What the server holds: objects by resource, the revision it has followed to, memory and processor time.</summary>
internal sealed class StateMetrics(ObjectCache cache, LatencyHistogram commits, VersionInfo version) : IMetricSource
{
    public void Write(MetricText output)
    {
        output.Family("apiserver_storage_objects", "gauge", "Stored objects, by resource.");
        foreach (var resource in cache.All)
            output.Sample("apiserver_storage_objects", resource.Snapshot.Index.Count, "resource", resource.Resource.ToString());
        output.Family("apiserver_resource_objects", "gauge", "Stored objects, by group and resource.");
        foreach (var resource in cache.All)
            output.Sample("apiserver_resource_objects", resource.Snapshot.Index.Count, "group", resource.Resource.Group, "resource", resource.Resource.Resource);
        output.Family("etcd_request_duration_seconds", "histogram", "How long the store took to make a transaction durable.");
        commits.Write(output, "etcd_request_duration_seconds", "operation", "txn", "type", "");
        output.Family("kubernetes_build_info", "gauge", "1, with what the server is in its labels.");
        output.Sample("kubernetes_build_info", 1, "git_version", version.GitVersion, "major", version.Major, "minor", version.Minor, "platform", "linux/amd64");
        output.Family("apiserver_watch_cache_resource_version", "gauge", "The revision that the cache has followed the store to.");
        output.Sample("apiserver_watch_cache_resource_version", cache.Clock.Current);
        using var process = Process.GetCurrentProcess();
        output.Family("process_resident_memory_bytes", "gauge", "Resident memory of the process.");
        output.Sample("process_resident_memory_bytes", process.WorkingSet64);
        output.Family("process_cpu_seconds_total", "counter", "Processor time of the process.");
        output.Sample("process_cpu_seconds_total", process.TotalProcessorTime.TotalSeconds);
        output.Family("process_start_time_seconds", "gauge", "When the process began, in seconds since 1970.");
        output.Sample("process_start_time_seconds", new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0);
    }
}

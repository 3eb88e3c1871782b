namespace Tiphys.Node.Stats;

/// <summary>Use of resources as metrics: what metrics-server and Prometheus collect from a node.</summary>
internal static class UsageMetrics
{
    /// <summary><c>/metrics/resource</c>: the stable few.</summary>
    public static byte[] Resource(MachineUsage machine, IReadOnlyList<ContainerUsage> containers)
    {
        var text = new PrometheusText();
        text.Family("container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the container in core-seconds");
        foreach (var c in containers)
            text.Sample("container_cpu_usage_seconds_total", c.CpuNanoseconds / 1e9, c.At, ("container", c.Name), ("namespace", c.PodNamespace), ("pod", c.PodName));
        text.Family("container_memory_working_set_bytes", "gauge", "Current working set of the container in bytes");
        foreach (var c in containers)
            text.Sample("container_memory_working_set_bytes", c.WorkingSetBytes, c.At, ("container", c.Name), ("namespace", c.PodNamespace), ("pod", c.PodName));
        text.Family("container_start_time_seconds", "gauge", "Start time of the container since unix epoch in seconds");
        foreach (var c in containers)
            text.Sample("container_start_time_seconds", (c.StartedAt - DateTime.UnixEpoch).TotalSeconds, null, ("container", c.Name), ("namespace", c.PodNamespace), ("pod", c.PodName));
        text.Family("node_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the node in core-seconds");
        text.Sample("node_cpu_usage_seconds_total", machine.CpuNanoseconds / 1e9, machine.At);
        text.Family("node_memory_working_set_bytes", "gauge", "Current working set of the node in bytes");
        text.Sample("node_memory_working_set_bytes", machine.WorkingSetBytes, machine.At);
        text.Family("pod_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the pod in core-seconds");
        var pods = containers.GroupBy(c => (c.PodNamespace, c.PodName)).ToArray();
        foreach (var pod in pods)
            text.Sample("pod_cpu_usage_seconds_total", pod.Sum(c => (double)c.CpuNanoseconds) / 1e9, pod.Max(c => c.At), ("namespace", pod.Key.PodNamespace), ("pod", pod.Key.PodName));
        text.Family("pod_memory_working_set_bytes", "gauge", "Current working set of the pod in bytes");
        foreach (var pod in pods)
            text.Sample("pod_memory_working_set_bytes", pod.Sum(c => (double)c.WorkingSetBytes), pod.Max(c => c.At), ("namespace", pod.Key.PodNamespace), ("pod", pod.Key.PodName));
        text.Family("scrape_error", "gauge", "1 if there was an error while getting container metrics, 0 otherwise");
        return text.Sample("scrape_error", 0, null).ToUtf8();
    }

    /// <summary><c>/metrics/cadvisor</c>: under the names that dashboards ask for.</summary>
    public static byte[] Cadvisor(IReadOnlyList<ContainerUsage> containers)
    {
        var text = new PrometheusText();
        Write(text, containers, "container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed in seconds.", c => c.CpuNanoseconds / 1e9);
        Write(text, containers, "container_memory_working_set_bytes", "gauge", "Current working set in bytes.", c => c.WorkingSetBytes);
        Write(text, containers, "container_memory_usage_bytes", "gauge", "Current memory usage in bytes.", c => c.UsageBytes);
        Write(text, containers, "container_memory_rss", "gauge", "Size of RSS in bytes.", c => c.RssBytes);
        Write(text, containers, "container_fs_usage_bytes", "gauge", "Number of bytes that are consumed by the container on this filesystem.", c => c.RootfsUsedBytes);
        return text.ToUtf8();
    }

    private static void Write(PrometheusText text, IReadOnlyList<ContainerUsage> containers, string name, string type, string help, Func<ContainerUsage, double> value)
    {
        text.Family(name, type, help);
        foreach (var c in containers)
            text.Sample(name, value(c), c.At, ("container", c.Name), ("id", c.Id), ("namespace", c.PodNamespace), ("pod", c.PodName));
    }
}

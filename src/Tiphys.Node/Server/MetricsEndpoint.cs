using Microsoft.AspNetCore.Http;
using Tiphys.Node.Pods;
using Tiphys.Node.Stats;

namespace Tiphys.Node.Server;

/// <summary><c>/metrics</c> of the agent itself, <c>/metrics/resource</c> and <c>/metrics/cadvisor</c> of what runs here.</summary>
internal sealed class MetricsEndpoint(UsageReader usage, PodWorkers pods, TimeProvider time) : INodeEndpoint
{
    public async Task HandleAsync(HttpContext http, NodeRoute route)
    {
        var body = route.Namespace switch
        {
            "" => Own(),
            "resource" => UsageMetrics.Resource(MachineUsage.Read(time), await usage.ReadAsync(http.RequestAborted).ConfigureAwait(false)),
            "cadvisor" => UsageMetrics.Cadvisor(await usage.ReadAsync(http.RequestAborted).ConfigureAwait(false)),
            _ => throw new NodeRequestException(404, "404 page not found"),
        };
        http.Response.ContentType = PrometheusText.ContentType;
        await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }

    private byte[] Own()
    {
        var workers = pods.All.ToArray();
        return new PrometheusText()
            .Family("kubelet_running_pods", "gauge", "Number of pods that have a running pod sandbox")
            .Sample("kubelet_running_pods", workers.Count(worker => worker.Runtime.ReadySandbox is not null), null)
            .Family("kubelet_running_containers", "gauge", "Number of containers currently running")
            .Sample("kubelet_running_containers", workers.Sum(worker => worker.Runtime.Containers.Count(container => container.IsRunning)), null, ("container_state", "running"))
            .Family("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.")
            .Sample("process_resident_memory_bytes", Environment.WorkingSet, null)
            .ToUtf8();
    }
}

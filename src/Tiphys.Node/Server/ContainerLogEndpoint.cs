using Microsoft.AspNetCore.Http;
using Tiphys.Node.Logs;
using Tiphys.Node.Pods;

namespace Tiphys.Node.Server;

/// <summary><c>/containerLogs</c>: a container's log, as a whole, its end, or as it grows.</summary>
internal sealed class ContainerLogEndpoint(PodLookup pods, TimeProvider time) : INodeEndpoint
{
    public async Task HandleAsync(HttpContext http, NodeRoute route)
    {
        var options = LogOptions.Parse(http.Request.Query, time.GetUtcNow());
        var worker = pods.Pod(route);
        if (worker.Pod.FindContainer(route.Container) is null)
            throw new NodeRequestException(404, $"container \"{route.Container}\" not found in pod \"{route.Pod}\"");
        var container = Choose(worker, route, options.Previous);
        http.Response.ContentType = "text/plain";
        await http.Response.StartAsync(http.RequestAborted).ConfigureAwait(false);
        using var reader = new CriLogReader(
            container.Status.LogPath,
            options,
            http.Response.BodyWriter,
            () => worker.Runtime.ById(container.Id) is { IsExited: false },
            time);
        await reader.RunAsync(http.RequestAborted).ConfigureAwait(false);
    }

    private static RuntimeContainer Choose(PodWorker worker, NodeRoute route, bool previous)
    {
        var latest = worker.Runtime.Latest(route.Container);
        if (previous)
        {
            // A container that waits for its restart has its last run as the newest there is.
            var former = latest is { IsExited: true } && worker.IsWaiting(route.Container) ? latest : worker.Runtime.Former(route.Container);
            return former ?? throw new NodeRequestException(400, $"previous terminated container \"{route.Container}\" in pod \"{route.Pod}\" not found");
        }

        if (latest is { Status.State: not Cri.V1.ContainerState.ContainerCreated })
            return latest;
        var reason = worker.WaitingReason(route.Container);
        throw new NodeRequestException(400, $"container \"{route.Container}\" in pod \"{route.Pod}\" is waiting to start: {reason}");
    }
}

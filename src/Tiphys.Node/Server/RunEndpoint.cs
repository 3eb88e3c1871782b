using Microsoft.AspNetCore.Http;
using Tiphys.Node.Cri;

namespace Tiphys.Node.Server;

/// <summary><c>/run</c>: runs a command to its end and answers its output.</summary>
internal sealed class RunEndpoint(PodLookup pods, IContainerRuntime runtime) : INodeEndpoint
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public async Task HandleAsync(HttpContext http, NodeRoute route)
    {
        if (http.Request.Method != "POST")
            throw new NodeRequestException(405, "POST is required");
        var (_, container) = pods.Running(route);
        var command = http.Request.Query["cmd"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var result = await runtime.ExecSyncAsync(container.Id, command, Limit, http.RequestAborted).ConfigureAwait(false);
        await http.Response.BodyWriter.WriteAsync(result.Stdout.Memory, http.RequestAborted).ConfigureAwait(false);
        await http.Response.BodyWriter.WriteAsync(result.Stderr.Memory, http.RequestAborted).ConfigureAwait(false);
    }
}

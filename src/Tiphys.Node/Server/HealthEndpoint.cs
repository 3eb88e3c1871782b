using Microsoft.AspNetCore.Http;

namespace Tiphys.Node.Server;

/// <summary><c>/healthz</c>: the agent answers.</summary>
internal sealed class HealthEndpoint : INodeEndpoint
{
    public async Task HandleAsync(HttpContext http, NodeRoute route)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.BodyWriter.WriteAsync("ok"u8.ToArray(), http.RequestAborted).ConfigureAwait(false);
    }
}

using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tiphys.Node.Cri;

namespace Tiphys.Node.Server;

/// <summary>Answers requests: who asks, may they, then the endpoint of the path.</summary>
internal sealed partial class NodeRequestHandler(
    NodeAuthentication authentication,
    NodeAuthorization authorization,
    IReadOnlyDictionary<string, INodeEndpoint> endpoints,
    ILogger<NodeRequestHandler> logger)
{
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            await AnswerAsync(http).ConfigureAwait(false);
        }
        catch (NodeRequestException e)
        {
            await TryRefuseAsync(http, e.Code, e.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RuntimeFailureException or RuntimeUnavailableException or IOException or FormatException or OverflowException)
        {
            await TryRefuseAsync(http, e is FormatException or OverflowException ? 400 : 500, e.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
        catch (Exception e)
        {
            LogFailed(logger, e, http.Request.Path.Value ?? "");
            await TryRefuseAsync(http, 500, "internal error").ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var caller = await authentication.AuthenticateAsync(http, http.RequestAborted).ConfigureAwait(false)
            ?? throw new NodeRequestException(401, "Unauthorized");
        if (!await authorization.IsAllowedAsync(caller, http.Request, http.RequestAborted).ConfigureAwait(false))
            throw new NodeRequestException(403, $"Forbidden (user={caller.Name}, path={http.Request.Path})");
        var route = NodeRoute.Parse(http.Request.Path.Value ?? "/");
        if (!endpoints.TryGetValue(route.Verb, out var endpoint))
            throw new NodeRequestException(404, "404 page not found");
        await endpoint.HandleAsync(http, route).ConfigureAwait(false);
    }

    private static async Task TryRefuseAsync(HttpContext http, int code, string message)
    {
        if (http.Response.HasStarted)
            return;
        http.Response.StatusCode = code;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(message + "\n"), http.RequestAborted).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {Path} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string path);
}

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tiphys.ApiServer.Authentication;
using Tiphys.Client.Transport;

namespace Tiphys.Host.Loopback;

/// <summary>
/// Requests from our own components to the API server in the same process: the same pipeline with the component's identity,
/// without socket, TLS or copy of the request.
/// </summary>
public sealed class LoopbackTransport(RequestDelegate server, UserInfo user) : IApiTransport
{
    public async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var call = new LoopbackCall(cancellationToken);
        var http = new DefaultHttpContext(call.Features);
        http.Features.Set(user);
        Fill(http.Request, request);
        var running = RunAsync(http, call);
        await call.HeadReady.ConfigureAwait(false);
        if (running.IsFaulted)
            await running.ConfigureAwait(false);
        return new ApiResponse(http.Response.StatusCode, http.Response.ContentType, call.OpenBody(), call)
        {
            RetryAfterSeconds = int.TryParse(http.Response.Headers.RetryAfter, out var seconds) ? seconds : 0,
        };
    }

    private static void Fill(HttpRequest target, ApiRequest request)
    {
        target.Method = request.Method;
        target.Scheme = "https";
        target.Protocol = "HTTP/2";
        target.Host = new HostString("kubernetes.default.svc");
        var split = request.PathAndQuery.IndexOf('?');
        target.Path = PathString.FromUriComponent(split < 0 ? request.PathAndQuery : request.PathAndQuery[..split]);
        target.QueryString = split < 0 ? QueryString.Empty : new QueryString(request.PathAndQuery[split..]);
        target.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget = request.PathAndQuery;
        target.Headers.Accept = request.Accept;
        target.Headers.UserAgent = "tiphys";
        if (request.Body.IsEmpty)
            return;
        target.ContentType = request.ContentType;
        target.ContentLength = request.Body.Length;
        target.Body = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(request.Body, out var bytes)
            ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
            : new MemoryStream(request.Body.ToArray(), writable: false);
    }

    private async Task RunAsync(HttpContext http, LoopbackCall call)
    {
        try
        {
            await server(http).ConfigureAwait(false);
            await call.CompleteAsync(null).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // The reader of the body, or SendAsync if the head is not out yet, gets the failure; nobody awaits this task otherwise.
            await call.CompleteAsync(failure).ConfigureAwait(false);
            if (!http.Response.HasStarted)
                throw;
        }
    }
}

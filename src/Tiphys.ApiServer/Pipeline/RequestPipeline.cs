using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Aggregation;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Metrics;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>
/// Every request's way: read it once, authenticate, filters (audit, impersonation, fairness), authorize, dispatch; errors become Status answers here
/// and nowhere else.
/// </summary>
internal sealed partial class RequestPipeline
{
    private readonly AuthenticationStep _authentication;
    private readonly AuthorizationStep _authorization;
    private readonly RequestMetrics _metrics;
    private readonly ILogger<RequestPipeline> _logger;
    private readonly Func<RequestContext, Task> _afterAuthentication;

    public RequestPipeline(
        AuthenticationStep authentication, AuthorizationStep authorization, IReadOnlyList<IRequestFilter> filters, RequestMetrics metrics, ILogger<RequestPipeline> logger)
    {
        _authentication = authentication;
        _authorization = authorization;
        _metrics = metrics;
        _logger = logger;
        Func<RequestContext, Task> next = context => Deadline!.RunAsync(context, AuthorizeAndDispatchAsync);
        foreach (var filter in filters.Reverse())
        {
            var inner = next;
            next = context => filter.InvokeAsync(context, inner);
        }

        _afterAuthentication = next;
    }

    /// <summary>Told of requests that authentication refuses; null for nobody.</summary>
    public Func<RequestContext, ApiException, Task>? Refused { private get; init; }

    public required RequestDeadline Deadline { private get; init; }

    public required IRequestHandler Resources { get; init; }

    public required PathTable Paths { get; init; }

    public required AggregationProxy Aggregation { get; init; }

    public async Task InvokeAsync(HttpContext http)
    {
        var context = new RequestContext(http, RequestInfoParser.Parse(http.Request));
        var began = _metrics.Begin(context.Info);
        AuditId.Assign(http);
        try
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
        finally
        {
            _metrics.End(context.Info, began, http.Response.StatusCode);
        }
    }

    private async Task AnswerAsync(RequestContext context)
    {
        var http = context.Http;
        try
        {
            context.User = await AuthenticateAsync(context).ConfigureAwait(false);
            await _afterAuthentication(context).ConfigureAwait(false);
        }
        catch (ApiException error)
        {
            await Responder.WriteErrorAsync(context, error).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error)
        {
            await Responder.WriteErrorAsync(context, Malformed(error)).ConfigureAwait(false);
        }
        catch (StoreUnavailableException error)
        {
            await Responder.WriteErrorAsync(context, new(503, StatusReason.ServiceUnavailable, $"the store cannot be read: {error.Failure}")).ConfigureAwait(false);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
        catch (Exception error)
        {
            // Whatever a part has not foreseen ends here, so that one request's fault is one request's answer.
            LogUnexpected(error, context.Info.Method, context.Info.Path);
            await Responder.WriteErrorAsync(context, ApiException.Internal("an unexpected failure; the server's log says more")).ConfigureAwait(false);
        }
    }

    private async ValueTask<UserInfo> AuthenticateAsync(RequestContext context)
    {
        try
        {
            return await _authentication.AuthenticateAsync(context.Http).ConfigureAwait(false);
        }
        catch (ApiException error) when (Refused is not null)
        {
            await Refused(context, error).ConfigureAwait(false);
            throw;
        }
    }

    private async Task AuthorizeAndDispatchAsync(RequestContext context)
    {
        await _authorization.EnsureAllowedAsync(context).ConfigureAwait(false);
        if (await Aggregation.TryHandleAsync(context).ConfigureAwait(false))
            return;
        if (context.Info.IsResourceRequest)
            await Resources.HandleAsync(context).ConfigureAwait(false);
        else if (Paths.TryGet(context.Info.Path, out var handler))
            await handler.HandleAsync(context).ConfigureAwait(false);
        else
            await Responder.WriteTextAsync(context, 404, "404 page not found\n").ConfigureAwait(false);
    }

    private static ApiException Malformed(BadHttpRequestException error) => error.StatusCode == 413
        ? new(413, StatusReason.RequestEntityTooLarge, $"Request entity too large: limit is {BodyReader.MaxBytes}")
        : new(error.StatusCode, error.StatusCode == 408 ? StatusReason.Timeout : StatusReason.BadRequest, error.Message);

    [LoggerMessage(1, LogLevel.Error, "unexpected failure answering {Method} {Path}")]
    private partial void LogUnexpected(Exception error, string method, string path);
}

using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Content;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>
/// Every request's way: read it once, authenticate, filters (audit, impersonation, fairness), authorize, dispatch; errors become Status answers here
/// and nowhere else.
/// </summary>
internal sealed class RequestPipeline
{
    private readonly AuthenticationStep _authentication;
    private readonly AuthorizationStep _authorization;
    private readonly IRequestHandler _resources;
    private readonly PathTable _paths;
    private readonly Func<RequestContext, Task> _afterAuthentication;

    public RequestPipeline(AuthenticationStep authentication, AuthorizationStep authorization, IReadOnlyList<IRequestFilter> filters, IRequestHandler resources, PathTable paths)
    {
        _authentication = authentication;
        _authorization = authorization;
        _resources = resources;
        _paths = paths;
        Func<RequestContext, Task> next = AuthorizeAndDispatchAsync;
        foreach (var filter in filters.Reverse())
        {
            var inner = next;
            next = context => filter.InvokeAsync(context, inner);
        }

        _afterAuthentication = next;
    }

    public async Task InvokeAsync(HttpContext http)
    {
        var context = new RequestContext(http, RequestInfoParser.Parse(http.Request));
        try
        {
            context.User = await _authentication.AuthenticateAsync(http).ConfigureAwait(false);
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
    }

    private async Task AuthorizeAndDispatchAsync(RequestContext context)
    {
        await _authorization.EnsureAllowedAsync(context.Attributes, context.Aborted).ConfigureAwait(false);
        if (context.Info.IsResourceRequest)
            await _resources.HandleAsync(context).ConfigureAwait(false);
        else if (_paths.TryGet(context.Info.Path, out var handler))
            await handler.HandleAsync(context).ConfigureAwait(false);
        else
            throw ApiException.NoSuchPath();
    }

    private static ApiException Malformed(BadHttpRequestException error) => error.StatusCode == 413
        ? new(413, StatusReason.RequestEntityTooLarge, $"Request entity too large: limit is {BodyReader.MaxBytes}")
        : new(error.StatusCode, error.StatusCode == 408 ? StatusReason.Timeout : StatusReason.BadRequest, error.Message);
}

using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.CustomResources;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>
/// Ends requests that take too long: after the server's limit, or after the shorter <c>timeout</c> that the client gives. Watches and streams last as long as they last;
/// reading one object waits for nothing that has no bound of its own, and is spared the timer.
/// </summary>
internal sealed class RequestDeadline(TimeSpan limit, TimeProvider time)
{
    /// <exception cref="ApiException">400: the client's timeout cannot be read; 504: the time is over.</exception>
    public async Task RunAsync(RequestContext context, Func<RequestContext, Task> next)
    {
        var asked = context.Info.Query.Get("timeout");
        if (context.Info.IsLongRunning || (asked.Length == 0 && context.Info.Verb == "get"))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var client = context.Aborted;
        using var timer = new CancellationTokenSource(asked.Length == 0 ? limit : Shorter(asked), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(client, timer.Token);
        context.Aborted = either.Token;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !client.IsCancellationRequested)
        {
            throw new ApiException(504, StatusReason.Timeout, "Timeout: request did not complete within the allotted timeout");
        }
        finally
        {
            context.Aborted = client;
        }
    }

    private TimeSpan Shorter(string asked)
    {
        if (!GoDuration.TryParse(asked, out var duration))
            throw ApiException.BadRequest($"invalid timeout specified in the request URL - time: invalid duration \"{asked}\"");
        return duration > TimeSpan.Zero && duration < limit ? duration : limit;
    }
}

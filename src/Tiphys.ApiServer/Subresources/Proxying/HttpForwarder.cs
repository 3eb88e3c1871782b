using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Subresources.Proxying;

/// <summary>Sends a request on and its answer back, streaming both, without the client's identity and without headers that are about one hop.</summary>
internal sealed class HttpForwarder(HttpMessageInvoker client)
{
    /// <param name="identity">Headers that tell the target who asks; none for targets that are not to know.</param>
    /// <param name="rewrite">
    /// Links in pages and redirects are put behind the proxy's path. Without it the target answers in this server's name, and may not send its
    /// clients with their credentials elsewhere (CVE-2022-3172).
    /// </param>
    /// <exception cref="ApiException">502: a target whose answers are not rewritten redirects; 503: it cannot be reached.</exception>
    public async Task ForwardAsync(
        RequestContext context, ProxyTarget target, ProxyPath path, IReadOnlyList<(string Name, string Value)>? identity = null, bool rewrite = true)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Info.Method), $"{target.Scheme}://{target.Authority}{path.PathAndQuery}");
        ProxyHeaders.CopyRequest(context.Http.Request, request, path);
        foreach (var (name, value) in identity ?? [])
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await SendAsync(request, context.Aborted).ConfigureAwait(false);
        if (!rewrite && IsRedirect(answer))
            throw new ApiException(502, StatusReason.InternalError, "the backend attempted to redirect this request, which is not permitted");
        var response = context.Http.Response;
        response.StatusCode = (int)answer.StatusCode;
        ProxyHeaders.CopyResponse(answer, response, target, path, rewrite);
        if (context.Info.Method == "HEAD")
            return;

        // A watch may be silent for long; its client waits for the head.
        await response.BodyWriter.FlushAsync(context.Aborted).ConfigureAwait(false);
        var body = await answer.Content.ReadAsStreamAsync(context.Aborted).ConfigureAwait(false);
        await using var closing = body.ConfigureAwait(false);
        if (rewrite && HtmlLinks.IsHtml(answer))
            await HtmlLinks.RewriteAsync(body, response, path.Prefix, context.Aborted).ConfigureAwait(false);
        else
            await CopyAsync(body, response, context.Aborted).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            // Refusals of the guard come wrapped by the connection pool.
            if (e.InnerException is ApiException refusal)
                throw refusal;
            throw new ApiException(503, StatusReason.ServiceUnavailable, $"error trying to reach service: {e.InnerException?.Message ?? e.Message}");
        }
    }

    private static bool IsRedirect(HttpResponseMessage answer) => (int)answer.StatusCode is >= 300 and < 400 && answer.Headers.Location is not null;

    private static async Task CopyAsync(Stream body, HttpResponse response, CancellationToken cancellationToken)
    {
        var output = response.BodyWriter;
        while (await body.ReadAsync(output.GetMemory(16 << 10), cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            output.Advance(read);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

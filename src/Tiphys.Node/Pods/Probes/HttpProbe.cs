using System.Net.Security;
using k8s.Models;

namespace Tiphys.Node.Pods.Probes;

/// <summary>Asks a container over HTTP: 200 to 399 is well. Certificates are not checked. Redirects are followed on the same host only.</summary>
internal static class HttpProbe
{
    private const int MostRedirects = 10;

    // One connection per probe: a kept one would show an old process as healthy, and keep both ends awake.
    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public static async Task<ProbeResult> RunAsync(V1HTTPGetAction get, V1Container container, string address, TimeSpan limit, CancellationToken cancellationToken)
    {
        var port = NamedPort.Resolve(get.Port?.Value, container);
        if (port == 0)
            return new ProbeResult(ProbeOutcome.Error, $"couldn't find port: {get.Port?.Value}");
        var host = string.IsNullOrEmpty(get.Host) ? address : get.Host;
        var scheme = string.Equals(get.Scheme, "HTTPS", StringComparison.OrdinalIgnoreCase) ? "https" : "http";
        var path = string.IsNullOrEmpty(get.Path) ? "/" : get.Path.StartsWith('/') ? get.Path : "/" + get.Path;
        var uri = new Uri($"{scheme}://{(host.Contains(':') ? $"[{host}]" : host)}:{port}{path}");
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limit);
        try
        {
            return await SendAsync(uri, get, limited.Token).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            return ProbeResult.Failure($"Get \"{uri}\": {(e.InnerException ?? e).Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Failure($"Get \"{uri}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        }
    }

    private static async Task<ProbeResult> SendAsync(Uri uri, V1HTTPGetAction get, CancellationToken cancellationToken)
    {
        var target = uri;
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            using var request = MakeRequest(target, get);
            using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var code = (int)response.StatusCode;
            if (code is < 200 or >= 400)
                return ProbeResult.Failure($"HTTP probe failed with statuscode: {code}");
            if (code < 300 || response.Headers.Location is not { } location)
                return ProbeResult.Success;
            target = new Uri(target, location);
            // Another host's answer says nothing about this container, and is not asked for.
            if (target.Host != uri.Host)
                return ProbeResult.Success;
        }

        return ProbeResult.Failure($"Get \"{uri}\": stopped after {MostRedirects} redirects");
    }

    private static HttpRequestMessage MakeRequest(Uri uri, V1HTTPGetAction get)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, uri);
        foreach (var header in get.HttpHeaders ?? [])
        {
            if (string.Equals(header.Name, "Host", StringComparison.OrdinalIgnoreCase))
                request.Headers.Host = header.Value;
            else
                request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        if (!request.Headers.Contains("User-Agent"))
            request.Headers.TryAddWithoutValidation("User-Agent", "kube-probe/1.36");
        if (!request.Headers.Contains("Accept"))
            request.Headers.TryAddWithoutValidation("Accept", "*/*");
        return request;
    }
}

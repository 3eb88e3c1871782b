using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Outbound;

/// <summary>
/// Calls webhooks: JSON over TLS, no redirects (CVE-2020-8561), no proxy, bounded answers. Messages of errors tell what went wrong on the way, never what a body said.
/// </summary>
/// <remarks>Connections are kept per target and forgotten when unused.</remarks>
public sealed class WebhookClients(IObjectReader reader, TimeProvider time) : IDisposable, IAsyncDisposable
{
    private const int LongestAnswer = 16 * 1024 * 1024;
    private const int MostTargets = 256;
    private readonly ConcurrentDictionary<WebhookTarget, HttpClient> _clients = new();
    private readonly ServiceDialer _dialer = new(reader);

    /// <summary>Posts a document and reads the answer's.</summary>
    /// <exception cref="WebhookCallException">No answer, not 200, or not a JSON object.</exception>
    public Task<DocObject> PostAsync(WebhookTarget target, DocObject body, TimeSpan timeout, CancellationToken cancellationToken) => CallAsync(
        target,
        body,
        timeout,
        static async (response, token) => DocReader.ParseObject(await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false)),
        cancellationToken);

    /// <summary>Posts a document; what the answer says beyond success does not matter.</summary>
    /// <exception cref="WebhookCallException">No answer, or one of failure.</exception>
    public Task SendAsync(WebhookTarget target, DocObject body, TimeSpan timeout, CancellationToken cancellationToken) =>
        CallAsync(target, body, timeout, static (_, _) => Task.FromResult(true), cancellationToken);

    /// <summary>Fetches a document.</summary>
    /// <exception cref="WebhookCallException">No answer, one of failure, or not a JSON object.</exception>
    public Task<DocObject> GetAsync(WebhookTarget target, TimeSpan timeout, CancellationToken cancellationToken) => CallAsync(
        target,
        null,
        timeout,
        static async (response, token) => DocReader.ParseObject(await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false)),
        cancellationToken);

    private async Task<T> CallAsync<T>(
        WebhookTarget target, DocObject? body, TimeSpan timeout, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var (verb, shown) = Shown(target, body, timeout);
        try
        {
            using var request = RequestOf(target, body, timeout);
            using var response = await ClientOf(target).SendAsync(request, both.Token).ConfigureAwait(false);
            if ((int)response.StatusCode is < 200 or > 299)
                throw new WebhookCallException($"{verb} \"{shown}\": the server answered {(int)response.StatusCode}");
            return await read(response, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WebhookCallException($"{verb} \"{shown}\": context deadline exceeded", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            throw new WebhookCallException($"{verb} \"{shown}\": {(e.InnerException ?? e).Message}", e);
        }
        catch (DocFormatException e)
        {
            throw new WebhookCallException($"{verb} \"{shown}\": the answer is not a JSON object", e);
        }
    }

    /// <summary>How messages name the call: as upstream's do, less what an administrator has put into the query.</summary>
    private static (string Verb, string Address) Shown(WebhookTarget target, DocObject? body, TimeSpan timeout)
    {
        var address = target.Url.GetLeftPart(UriPartial.Path);
        return body is null ? ("Get", address) : ("Post", $"{address}?{TimeoutParameter(timeout)}");
    }

    private static string TimeoutParameter(TimeSpan timeout) => $"timeout={(int)timeout.TotalSeconds}s";

    private static HttpRequestMessage RequestOf(WebhookTarget target, DocObject? body, TimeSpan timeout)
    {
        if (body is null)
            return new HttpRequestMessage(HttpMethod.Get, target.Url);
        var address = new UriBuilder(target.Url) { Query = $"{target.Url.Query.TrimStart('?')}&{TimeoutParameter(timeout)}".TrimStart('&') }.Uri;
        var content = new ByteArrayContent(body.ToUtf8());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        if (target.BearerToken.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", target.BearerToken);
        return request;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        _clients.Clear();
    }

    private HttpClient ClientOf(WebhookTarget target)
    {
        // Changed certificates leave clients behind; they are cheap to make again, so all go when there are many.
        if (_clients.Count >= MostTargets)
            _clients.Clear();
        return _clients.GetOrAdd(target, Make);
    }

    private HttpClient Make(WebhookTarget target) => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            SslOptions = TlsOf(target),
            ConnectCallback = target.Service is { } service ? (_, token) => _dialer.ConnectAsync(service, token) : null,
        })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LongestAnswer,
    };

    private static SslClientAuthenticationOptions TlsOf(WebhookTarget target)
    {
        var options = new SslClientAuthenticationOptions();
        if (target.ClientCertificatePem.Length > 0)
            options.ClientCertificates = [X509Certificate2.CreateFromPem(target.ClientCertificatePem, target.ClientKeyPem)];
        if (target.CaBundle.Length == 0)
            return options;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.ImportFromPem(target.CaBundle);
        options.CertificateChainPolicy = policy;
        return options;
    }
}

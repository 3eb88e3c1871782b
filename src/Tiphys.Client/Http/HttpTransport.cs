using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Tiphys.Client.Transport;

namespace Tiphys.Client.Http;

/// <summary>Reaches an API server over HTTPS: HTTP/2 with as many connections as the streams need.</summary>
public sealed class HttpTransport : IApiTransport, IDisposable
{
    private readonly HttpTransportOptions _options;
    private readonly TimeProvider _time;
    private readonly TokenSource _token;
    private readonly HttpClient _http;

    public HttpTransport(HttpTransportOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _token = new(options.Token, options.TokenFile, time);
        _http = new HttpClient(MakeHandler(options))
        {
            BaseAddress = options.Server,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(options.UserAgent);
    }

    public async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
            var wait = RetryAfter(answer);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests || wait <= 0 || attempt >= _options.MostRetries)
                return await OpenAsync(answer, wait, cancellationToken).ConfigureAwait(false);
            answer.Dispose();
            await Task.Delay(TimeSpan.FromSeconds(wait), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler MakeHandler(HttpTransportOptions options)
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = options.TlsServerName ?? options.Server.Host };
        if (options.ClientCertificate is { } certificate)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        if (options.InsecureSkipVerify)
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        else if (options.TrustedRoots.Count > 0)
            tls.CertificateChainPolicy = CustomTrust(options.TrustedRoots);
        return new()
        {
            SslOptions = tls,
            EnableMultipleHttp2Connections = true,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !options.Server.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        };
    }

    private static X509ChainPolicy CustomTrust(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static int RetryAfter(HttpResponseMessage answer) => (int)Math.Ceiling(answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0);

    private static async Task<ApiResponse> OpenAsync(HttpResponseMessage answer, int retryAfter, CancellationToken cancellationToken)
    {
        var body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return new((int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), body, answer) { RetryAfterSeconds = retryAfter };
    }

    private async Task<HttpResponseMessage> SendOnceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.PathAndQuery);
        message.Headers.Accept.ParseAdd(request.Accept);
        if (_token.Current() is { } token)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (!request.Body.IsEmpty)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        }

        try
        {
            return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ApiUnreachableException($"{_options.Server}: {e.Message}", e);
        }
    }
}

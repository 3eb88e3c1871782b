using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Client.Http;

namespace Tiphys.CompareServers.Connection;

/// <summary>One of the two servers. Sends what it is given, once, and keeps of the answer what is compared.</summary>
internal sealed class Server : IDisposable
{
    private readonly HttpClient _http;

    public Server(string kubeconfig)
    {
        var options = KubeConfigLoader.FromFile(kubeconfig);
        var tls = new SslClientAuthenticationOptions { TargetHost = options.TlsServerName ?? options.Server.Host };
        if (options.ClientCertificate is { } certificate)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        tls.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        tls.CertificateChainPolicy.CustomTrustStore.AddRange(options.TrustedRoots);
        _http = new(new SocketsHttpHandler { SslOptions = tls, UseProxy = false, EnableMultipleHttp2Connections = true })
        {
            BaseAddress = options.Server,
            DefaultRequestVersion = new(2, 0),
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("compare");
        if (options.Token is not null)
            _http.DefaultRequestHeaders.Authorization = new("Bearer", options.Token);
    }

    /// <summary>Sends the request. A connection that breaks is an answer too: code 0.</summary>
    public async Task<Answer> SendAsync(Request request)
    {
        try
        {
            return await SendOnceAsync(request);
        }
        catch (HttpRequestException broken)
        {
            return new(0, null, broken.ToString(), []);
        }
    }

    /// <summary>The object at a path.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public async Task<DocObject> GetAsync(string path)
    {
        var answer = await SendAsync(Request.Get(path));
        return answer is { IsError: false, Body: { } body } ? body : throw new InvalidOperationException($"GET {path}: {answer.Code} {answer.Text}");
    }

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendOnceAsync(Request request)
    {
        using var message = new HttpRequestMessage(new(request.Method), request.Path) { Version = new(2, 0) };
        message.Headers.Accept.ParseAdd("application/json");
        if (request.Body.Length > 0)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(request.Body));
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.ContentType);
        }

        using var answer = await _http.SendAsync(message);
        var text = await answer.Content.ReadAsByteArrayAsync();
        return new((int)answer.StatusCode, Parse(text), Encoding.UTF8.GetString(text), Warnings(answer));
    }

    private static DocObject? Parse(byte[] text)
    {
        try
        {
            return DocReader.Parse(text) as DocObject;
        }
        catch (DocFormatException)
        {
            return null; // plain text is an answer too
        }
    }

    private static List<string> Warnings(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Warning", out var values) ? [.. values.Select(value => value.Trim())] : [];
}

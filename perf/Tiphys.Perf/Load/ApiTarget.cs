using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tiphys.Client.Http;

namespace Tiphys.Perf.Load;

/// <summary>An API server under load, over TLS and HTTP/1.1 with one connection per worker, so that connections are what is counted.</summary>
internal sealed class ApiTarget : IDisposable
{
    private readonly HttpClient _http;

    public ApiTarget(string name, string kubeconfig)
    {
        Name = name;
        var options = KubeConfigLoader.FromFile(kubeconfig);
        var tls = new SslClientAuthenticationOptions { TargetHost = options.TlsServerName ?? options.Server.Host };
        if (options.ClientCertificate is { } certificate)
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.AddRange(options.TrustedRoots);
        if (options.InsecureSkipVerify)
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        else if (options.TrustedRoots.Count > 0)
            tls.CertificateChainPolicy = trust;
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = tls }) { BaseAddress = options.Server, Timeout = Timeout.InfiniteTimeSpan };
        if (options.Token is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public string Name { get; }

    public async Task<byte[]> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode == HttpStatusCode.OK ? body : throw Wrong(answer, path, body);
    }

    /// <summary>Reads an answer without keeping it.</summary>
    /// <returns>Its length.</returns>
    public async Task<long> DrainAsync(string path, byte[] buffer)
    {
        using var answer = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        long length = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
            length += read;
        return answer.StatusCode == HttpStatusCode.OK ? length : throw Wrong(answer, path, []);
    }

    public async Task<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw Wrong(answer, path, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        return await answer.Content.ReadAsStreamAsync(cancellationToken);
    }

    public Task<byte[]> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json, HttpStatusCode.Created);

    /// <summary>Creates what somebody else may have created already.</summary>
    public async Task PostOrFindAsync(string path, string json)
    {
        using var answer = await _http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        if (answer.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.Conflict))
            throw Wrong(answer, path, body);
    }

    /// <summary>Deletes; what is not there is as good.</summary>
    public async Task DeleteAsync(string path)
    {
        using var answer = await _http.DeleteAsync(path);
        await answer.Content.ReadAsByteArrayAsync();
    }

    public void Dispose() => _http.Dispose();

    private async Task<byte[]> SendAsync(HttpMethod method, string path, string json, HttpStatusCode wanted)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var answer = await _http.SendAsync(request);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode == wanted ? body : throw Wrong(answer, path, body);
    }

    private WrongWorkException Wrong(HttpResponseMessage answer, string path, byte[] body) =>
        new($"{Name}: {answer.RequestMessage?.Method} {path} answered {(int)answer.StatusCode} {Encoding.UTF8.GetString(body)}");
}

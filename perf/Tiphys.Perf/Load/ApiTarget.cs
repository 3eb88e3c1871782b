using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tiphys.Client.Http;

namespace Tiphys.Perf.Load;

/// <summary>An API server to be measured. What is here prepares and checks; what is timed goes through <see cref="RawConnection"/>.</summary>
internal sealed class ApiTarget : IDisposable
{
    private readonly HttpClient _http;
    private readonly HttpTransportOptions _options;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly int[] _processes;

    /// <param name="processes">The server's processes, the store's among them; none if they are not known.</param>
    public ApiTarget(string name, string kubeconfig, params int[] processes)
    {
        (Name, _processes) = (name, processes);
        _options = KubeConfigLoader.FromFile(kubeconfig);
        if (_options.ClientCertificate is { } certificate)
            _certificate = SslStreamCertificateContext.Create(certificate, null, offline: true);
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = Tls() }) { BaseAddress = Server, Timeout = Timeout.InfiniteTimeSpan };
        if (_options.Token is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public string Name { get; }

    public Uri Server => _options.Server;

    public bool HasProcesses => _processes.Length > 0;

    /// <summary>Resident memory in MB of each process; empty if they are not known.</summary>
    public IReadOnlyList<double> ResidentMegabytes => [.. _processes.Select(ProcessFigures.ResidentMegabytes)];

    /// <summary>Processor time that all its processes have used; zero if they are not known.</summary>
    public TimeSpan ProcessorTime => _processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + ProcessFigures.ProcessorTime(process));

    public SslClientAuthenticationOptions Tls()
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = _options.TlsServerName ?? Server.Host, ClientCertificateContext = _certificate };
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.AddRange(_options.TrustedRoots);
        if (_options.InsecureSkipVerify)
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        else if (_options.TrustedRoots.Count > 0)
            tls.CertificateChainPolicy = trust;
        return tls;
    }

    public async Task<byte[]> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        return answer.StatusCode == HttpStatusCode.OK ? body : throw Wrong(answer, path, body);
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

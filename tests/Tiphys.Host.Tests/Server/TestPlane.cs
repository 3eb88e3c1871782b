using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tiphys.Api.Documents;
using Tiphys.Host.Configuration;
using Tiphys.Host.Pki;
using Tiphys.Host.Server;

namespace Tiphys.Host.Tests.Server;

/// <summary>A control plane as <c>tiphys server</c> makes it, in a folder of its own and on a free port, with the settings a test names.</summary>
internal sealed class TestPlane : IAsyncDisposable
{
    private readonly ControlPlane _plane;
    private readonly HttpClient _http;

    private TestPlane(ControlPlane plane)
    {
        _plane = plane;
        // Whose certificate it is does not matter here, but that requests come over a socket.
        _http = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } }) { BaseAddress = plane.Addresses[0] };
    }

    public ControlPlane Plane => _plane;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static ClusterOptions Options(string folder, params (string Name, string Value)[] settings)
    {
        var given = settings.ToDictionary(setting => setting.Name, setting => (IReadOnlyList<string>)[setting.Value]);
        given["data-dir"] = [Path.Combine(folder, "data")];
        given["runtime-dir"] = [Path.Combine(folder, "run")];
        given["disable"] = ["node"];
        return ClusterOptionsReader.Read(new SettingValues(given, _ => null, new DocObject())) with { ApiPort = 0 };
    }

    public static async Task<TestPlane> StartAsync(string folder, params (string Name, string Value)[] settings)
    {
        var options = Options(folder, settings);
        return new(await ControlPlane.StartAsync(options, ClusterPki.Open(options, TimeProvider.System), NullLoggerFactory.Instance, TimeProvider.System, Cancel));
    }

    public async Task<(HttpStatusCode Code, string Body)> SendAsync(string token, string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token.Length > 0)
            request.Headers.Authorization = new("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>Does what the server does in the background and what comes to an end by itself.</summary>
    public async Task FinishBackgroundAsync()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var work = _plane.Background[^1](ending.Token);
        await work;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _plane.DisposeAsync();
    }
}

using System.Net;
using Tiphys.ApiServer.Hosting;
using Tiphys.Client;
using Tiphys.Client.Http;
using Tiphys.Storage;
using Tiphys.Storage.Memory;

namespace Tiphys.ApiServer.Fixture;

/// <summary>
/// A real API server in this process: <c>await using var server = await TestApiServer.StartAsync();</c>. By default over a fresh memory store, with
/// everybody being an administrator and no admission; give <c>security</c> to test those.
/// </summary>
public sealed class TestApiServer : IAsyncDisposable
{
    private readonly IRevisionedStore _store;
    private readonly bool _ownsStore;
    private readonly ApiServerListener _listener;
    private readonly HttpTransport _transport;

    private TestApiServer(KubeApiServer server, ApiServerListener listener, IRevisionedStore store, bool ownsStore)
    {
        (Server, _listener, _store, _ownsStore) = (server, listener, store, ownsStore);
        Http = new HttpClient { BaseAddress = listener.Addresses[0], Timeout = Timeout.InfiniteTimeSpan };
        _transport = new HttpTransport(new HttpTransportOptions { Server = listener.Addresses[0] }, TimeProvider.System);
        Client = new KubeClient(_transport);
    }

    public KubeApiServer Server { get; }

    /// <summary>Plain HTTP over loopback.</summary>
    public HttpClient Http { get; }

    /// <summary>The project's own client over <see cref="Http"/>.</summary>
    public KubeClient Client { get; }

    /// <param name="security">Replaces the default of one administrator for every request.</param>
    /// <param name="store">Kept open; a server on the same store sees the same objects.</param>
    /// <param name="time">The server's clock.</param>
    /// <param name="adjust">Further options.</param>
    public static async Task<TestApiServer> StartAsync(
        Func<ServerServices, ServerSecurity>? security = null,
        IRevisionedStore? store = null,
        TimeProvider? time = null,
        Func<ApiServerOptions, ApiServerOptions>? adjust = null)
    {
        var used = store ?? new MemoryStore();
        var options = new ApiServerOptions
        {
            Store = used,
            Time = time ?? TimeProvider.System,
            Security = security ?? (_ => OpenSecurity.AdministratorsOnly),
        };
        var server = new KubeApiServer(adjust?.Invoke(options) ?? options);
        await server.StartAsync(CancellationToken.None);
        var listening = new ListenerOptions { Endpoints = [new IPEndPoint(IPAddress.Loopback, 0)] };
        var listener = await ApiServerListener.StartAsync(server, listening, CancellationToken.None);
        return new(server, listener, used, store is null);
    }

    /// <summary>Sends a request; the body, if any, is JSON unless another content type is given.</summary>
    public Task<TestResponse> SendAsync(string method, string path, string? body = null, string contentType = "application/json", string accept = "application/json") =>
        TestResponse.OfAsync(Http, method, path, body, contentType, accept);

    public Task<TestResponse> GetAsync(string path) => SendAsync("GET", path);

    public Task<TestResponse> PostAsync(string path, string body) => SendAsync("POST", path, body);

    public Task<TestResponse> PutAsync(string path, string body) => SendAsync("PUT", path, body);

    public Task<TestResponse> DeleteAsync(string path, string? body = null) => SendAsync("DELETE", path, body);

    public async ValueTask DisposeAsync()
    {
        Server.BeginShutdown();
        Http.Dispose();
        _transport.Dispose();
        await _listener.DisposeAsync();
        await Server.DisposeAsync();
        if (_ownsStore)
            await _store.DisposeAsync();
    }
}

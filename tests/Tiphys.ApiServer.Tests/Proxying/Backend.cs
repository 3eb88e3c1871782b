using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Tiphys.ApiServer.Tests.Proxying;

/// <summary>A pod's web server, on loopback.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Backend(WebApplication app, int port) => (_app, Port) = (app, port);

    public int Port { get; }

    public static async Task<Backend> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new(app, new Uri(app.Urls.First()).Port);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

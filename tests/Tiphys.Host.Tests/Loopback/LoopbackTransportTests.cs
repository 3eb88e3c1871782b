using System.Text;
using Microsoft.AspNetCore.Http;
using Tiphys.ApiServer.Authentication;
using Tiphys.Client.Transport;
using Tiphys.Host.Loopback;

namespace Tiphys.Host.Tests.Loopback;

public sealed class LoopbackTransportTests
{
    private static readonly UserInfo User = new("component");

    [Fact]
    public async Task Send_Request_ArrivesWholeWithItsIdentity()
    {
        var transport = new LoopbackTransport(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = await reader.ReadToEndAsync();
            http.Response.StatusCode = 201;
            http.Response.ContentType = "text/plain";
            await http.Response.WriteAsync($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {http.Request.ContentType} {body} {http.Features.Get<UserInfo>()!.Name}");
        }, User);

        await using var response = await transport.SendAsync(new("POST", "/api/v1/pods?dryRun=All") { Body = "text"u8.ToArray() }, CancellationToken.None);

        Assert.Equal(201, response.StatusCode);
        Assert.Equal("text/plain", response.ContentType);
        Assert.Equal("POST /api/v1/pods?dryRun=All application/json text component", await ReadAsync(response));
    }

    [Fact]
    public async Task Send_StreamingAnswer_IsReadWhileItIsWritten()
    {
        var more = new TaskCompletionSource();
        var transport = new LoopbackTransport(async http =>
        {
            await http.Response.BodyWriter.WriteAsync("first\n"u8.ToArray());
            await more.Task;
            await http.Response.BodyWriter.WriteAsync("second\n"u8.ToArray());
        }, User);

        await using var response = await transport.SendAsync(new("GET", "/watch"), CancellationToken.None);
        using var lines = new StreamReader(response.Body);
        Assert.Equal("first", await lines.ReadLineAsync());
        more.SetResult();
        Assert.Equal("second", await lines.ReadLineAsync());
        Assert.Null(await lines.ReadLineAsync());
    }

    [Fact]
    public async Task Dispose_WhileStreaming_EndsTheServersRequest()
    {
        var ended = new TaskCompletionSource();
        var transport = new LoopbackTransport(async http =>
        {
            http.RequestAborted.Register(ended.SetResult);
            await http.Response.StartAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        }, User);

        var response = await transport.SendAsync(new("GET", "/watch"), CancellationToken.None);
        await response.DisposeAsync();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Send_ServerFailsBeforeItsAnswer_TheCallerGetsTheFailure()
    {
        var transport = new LoopbackTransport(_ => throw new InvalidOperationException("broken"), User);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => transport.SendAsync(new("GET", "/"), CancellationToken.None));
        Assert.Equal("broken", failure.Message);
    }

    private static async Task<string> ReadAsync(ApiResponse response)
    {
        using var reader = new StreamReader(response.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}

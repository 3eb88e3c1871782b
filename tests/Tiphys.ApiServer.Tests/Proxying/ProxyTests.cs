using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tiphys.ApiServer.Fixture;
using Tiphys.ApiServer.Subresources.Nodes;

namespace Tiphys.ApiServer.Tests.Proxying;

public sealed class ProxyTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task PodProxy_Request_ReachesThePodWithoutTheCallersIdentity()
    {
        await using var backend = await Backend.StartAsync(http => http.Response.WriteAsync(
            $"{http.Request.Path.Value}{http.Request.QueryString} auth={http.Request.Headers.Authorization} group={http.Request.Headers["X-Remote-Group"]}"));
        await using var server = await WithPodAsync(backend.Port);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Pods}/p:{backend.Port}/proxy/a%20b/c?x=1");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer secret");
        request.Headers.TryAddWithoutValidation("X-Remote-Group", "system:masters");
        using var answer = await server.Http.SendAsync(request);
        Assert.Equal("/a b/c?x=1 auth= group=", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task PodProxy_HtmlPage_HasItsLinksBehindTheProxy()
    {
        await using var backend = await Backend.StartAsync(http =>
        {
            http.Response.ContentType = "text/html";
            return http.Response.WriteAsync("<a href=\"/rewriteme\">test</a><img src='//elsewhere/x'>");
        });
        await using var server = await WithPodAsync(backend.Port);
        var page = await server.GetAsync($"{Pods}/p:{backend.Port}/proxy/");
        Assert.Equal($"<a href=\"{Pods}/p:{backend.Port}/proxy/rewriteme\">test</a><img src='//elsewhere/x'>", page.Text);
    }

    [Fact]
    public async Task PodProxy_WithoutSlash_IsRedirectedToIt()
    {
        await using var backend = await Backend.StartAsync(http => http.Response.WriteAsync("at root"));
        await using var server = await WithPodAsync(backend.Port);
        Assert.Equal("at root", (await server.GetAsync($"{Pods}/p:{backend.Port}/proxy")).Text);
    }

    [Fact]
    public async Task PodProxy_RedirectOfTheTarget_IsNotFollowed_CVE_2020_8559()
    {
        var followed = false;
        await using var other = await Backend.StartAsync(http =>
        {
            followed = true;
            return http.Response.WriteAsync("other");
        });
        await using var backend = await Backend.StartAsync(http =>
        {
            http.Response.Redirect($"http://127.0.0.1:{other.Port}/stolen");
            return Task.CompletedTask;
        });
        await using var server = await WithPodAsync(backend.Port);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Http.BaseAddress };
        using var answer = await client.GetAsync($"{Pods}/p:{backend.Port}/proxy/");
        Assert.Equal(302, (int)answer.StatusCode);
        Assert.False(followed);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("0.0.0.0")]
    public async Task PodProxy_LocalTarget_IsRefused_CVE_2020_8562(string address)
    {
        await using var server = await WithPodAsync(80, address, allowLocal: false);
        var answer = await server.GetAsync($"{Pods}/p:80/proxy/");
        Assert.Equal(403, answer.Code);
        Assert.Equal("address not allowed", answer["message"]);
    }

    [Fact]
    public async Task Upgrade_RefusedByTheTarget_ClosesTheBackendConnection_CVE_2018_1002105()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        await using var server = await WithPodAsync(port);
        using var client = await UpgradeAsync(server, $"{Pods}/p:{port}/proxy/");
        using var target = await listener.AcceptTcpClientAsync();
        var stream = target.GetStream();
        await ReadHeadAsync(stream);
        await stream.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 403", await ReadHeadAsync(client.GetStream()));
        await client.GetStream().WriteAsync("GET /secret HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        Assert.Equal(0, await stream.ReadAsync(new byte[64]).AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Upgrade_Accepted_CarriesBytesBothWaysAndTheEnd()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        await using var server = await WithPodAsync(port);
        using var client = await UpgradeAsync(server, $"{Pods}/p:{port}/proxy/echo");
        using var target = await listener.AcceptTcpClientAsync();
        var stream = target.GetStream();
        Assert.StartsWith("GET /echo HTTP/1.1", await ReadHeadAsync(stream));
        await stream.WriteAsync("HTTP/1.1 101 Switching Protocols\r\nUpgrade: test\r\nConnection: Upgrade\r\n\r\nhello"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 101", await ReadHeadAsync(client.GetStream()));
        Assert.Equal("hello", await ReadTextAsync(client.GetStream(), 5));
        await client.GetStream().WriteAsync("up"u8.ToArray());
        Assert.Equal("up", await ReadTextAsync(stream, 2));
        target.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[8]).AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private static async Task<TestApiServer> WithPodAsync(int port, string address = "127.0.0.1", bool allowLocal = true)
    {
        var server = await TestApiServer.StartAsync(adjust: options => options with { Nodes = new NodeAgentOptions { AllowLocalTargets = allowLocal } });
        await server.PostAsync(Pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        var status = "{\"status\":{\"phase\":\"Running\",\"podIP\":\"" + address + "\"}}";
        Assert.Equal(200, (await server.SendAsync("PATCH", $"{Pods}/p/status", status, "application/merge-patch+json")).Code);
        return server;
    }

    private static async Task<TcpClient> UpgradeAsync(TestApiServer server, string path)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n"));
        return client;
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await stream.ReadAsync(one).AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    private static async Task<string> ReadTextAsync(NetworkStream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        return Encoding.ASCII.GetString(bytes);
    }
}

using System.Net;
using Tiphys.Node.Tests.Pods;

namespace Tiphys.Node.Tests.Streaming;

[Collection(nameof(NodeCollection))]
public sealed class PodStreamTests(TestNode node)
{
    private Uri Api => node.Server.Http.BaseAddress!;

    [Fact]
    public async Task Exec_ByWebSocket_CarriesBothOutputsAndTheExitCode()
    {
        await PodAsync("exec-ws");

        var (output, error, status) = await ExecClient.ByWebSocketAsync(Api, "/api/v1/namespaces/default/pods/exec-ws/exec?command=sh&command=-c&command=echo%20out;echo%20err%20%3E%262;exit%207&stdout=1&stderr=1");

        Assert.Equal(("out\n", "err\n"), (output, error));
        Assert.Contains("\"reason\":\"ExitCode\",\"message\":\"7\"", status);
    }

    [Theory]
    [InlineData("v5.channel.k8s.io")]
    [InlineData("v4.channel.k8s.io")]
    public async Task Exec_Success_SaysSo(string protocol)
    {
        await PodAsync($"exec-{protocol[..2]}");

        var (_, _, status) = await ExecClient.ByWebSocketAsync(Api, $"/api/v1/namespaces/default/pods/exec-{protocol[..2]}/exec?command=true&stdout=1", protocol: protocol);

        Assert.Contains("\"status\":\"Success\"", status);
    }

    [Fact]
    public async Task Exec_StdinClosedByClient_CommandSeesItsEnd()
    {
        await PodAsync("exec-stdin");

        var (output, _, status) = await ExecClient.ByWebSocketAsync(Api, "/api/v1/namespaces/default/pods/exec-stdin/exec?command=wc&command=-c&stdin=1&stdout=1", stdin: new string('x', 100_000));

        Assert.Equal("100000", output.Trim());
        Assert.Contains("Success", status);
    }

    [Fact]
    public async Task Exec_BySpdy_CarriesStdinOutputAndStatus()
    {
        await PodAsync("exec-spdy");

        var (output, status) = await ExecClient.BySpdyAsync(Api, "/api/v1/namespaces/default/pods/exec-spdy/exec?command=cat&stdin=1&stdout=1", "hello");

        Assert.Equal("hello", output);
        Assert.Contains("Success", status);
    }

    [Fact]
    public async Task Logs_TailAndTimestamps_GiveThat()
    {
        await PodAsync("logs", "for i in 1 2 3 4 5; do echo line$i; done; sleep 1000");
        await WaitLogAsync("logs", "line5");

        Assert.Equal("line4\nline5\n", await node.Server.Http.GetStringAsync("/api/v1/namespaces/default/pods/logs/log?tailLines=2"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\S+Z line5\n$", await node.Server.Http.GetStringAsync("/api/v1/namespaces/default/pods/logs/log?tailLines=1&timestamps=true"));
        Assert.Equal("line", await node.Server.Http.GetStringAsync("/api/v1/namespaces/default/pods/logs/log?limitBytes=4"));
    }

    [Fact]
    public async Task Logs_Followed_EndWithTheContainer()
    {
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: follow}}, spec: {{restartPolicy: Never, containers: [{{name: main, image: '{node.Machine.Busybox}', command: [sh, -c, 'echo one; sleep 1; echo two']}}]}}}}");
        await node.WaitPodAsync("follow", pod => pod.Status?.ContainerStatuses?[0].State?.Running is not null);

        Assert.Equal("one\ntwo\n", await node.Server.Http.GetStringAsync("/api/v1/namespaces/default/pods/follow/log?follow=true"));
    }

    [Fact]
    public async Task Agent_WithoutProofOfIdentity_AnswersNobody()
    {
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
        var port = await node.AgentPortAsync();

        foreach (var path in (string[])["/pods", "/healthz", "/metrics", "/exec/default/x/main?command=id&output=1", "/logs/", "/nothing"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync($"https://127.0.0.1:{port}{path}")).StatusCode);
    }

    [Fact]
    public async Task Agent_Administrator_SeesPodsAndStatistics()
    {
        await PodAsync("stats");
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true, ClientCertificates = [node.Certificates.Client] },
        });
        var port = await node.AgentPortAsync();

        Assert.Contains("\"stats\"", await http.GetStringAsync($"https://127.0.0.1:{port}/pods"));
        Assert.Contains("container_memory_working_set_bytes{container=\"main\",namespace=\"default\",pod=\"stats\"}", await http.GetStringAsync($"https://127.0.0.1:{port}/metrics/resource"));
        Assert.Contains("\"podRef\":{\"name\":\"stats\"", await http.GetStringAsync($"https://127.0.0.1:{port}/stats/summary"));
    }

    private async Task PodAsync(string name, string script = "sleep 1000")
    {
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: {name}}}, spec: {{terminationGracePeriodSeconds: 1, containers: [{{name: main, image: '{node.Machine.Busybox}', command: [sh, -c, '{script}']}}]}}}}");
        await node.WaitReadyAsync(name);
    }

    private async Task WaitLogAsync(string name, string text)
    {
        var pod = await node.PodAsync(name);
        var began = TimeProvider.System.GetTimestamp();
        while (!(await node.LogAsync(pod)).Contains(text))
        {
            if (TimeProvider.System.GetElapsedTime(began).TotalSeconds > 20)
                throw new TimeoutException($"the log of {name} does not show {text}");
            await Task.Delay(20);
        }
    }
}

using System.Net;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Documents;
using Tiphys.Api.Yaml;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Fixture;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Subresources.Nodes;
using Tiphys.Client;
using Tiphys.Client.Objects;
using Tiphys.Node.Server;
using Tiphys.Node.Tests.Containerd;

namespace Tiphys.Node.Tests.Pods;

/// <summary>A real API server and a real node agent with a containerd of its own.</summary>
public sealed class TestNode : IAsyncLifetime
{
    private readonly CancellationTokenSource _life = new();
    private readonly ILoggerFactory _loggers = LoggerFactory.Create(logging => logging.AddProvider(new OutputLoggerProvider()).SetMinimumLevel(LogLevel.Information));
    private Task _run = Task.CompletedTask;

    internal TestCertificates Certificates { get; } = new();

    public PrivateRuntime Machine { get; } = new();

    public TestApiServer Server { get; private set; } = null!;

    public NodeAgent Agent { get; private set; } = null!;

    public KubeClient Client => Server.Client;

    public async ValueTask InitializeAsync()
    {
        Server = await TestApiServer.StartAsync(
            services => OpenSecurity.AdministratorsOnly with { VirtualResources = DefaultAuthorization.Create(new AuthorizationOptions(), services.Reader, services.Writer, new WebhookClients(services.Reader, services.Time), services.Time).Resources },
            adjust: options => options with { Nodes = new NodeAgentOptions { ClientCertificate = Certificates.Client, TrustedRoots = [Certificates.Authority], AllowLocalTargets = true } });
        await Machine.InitializeAsync();
        StartAgent();
        await WaitNodeReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAgentAsync();
        await Machine.DisposeAsync();
        await Server.DisposeAsync();
        _life.Dispose();
        _loggers.Dispose();
    }

    /// <summary>Ends the agent as a crash would, leaving pods alone, and starts another.</summary>
    /// <param name="between">What happens while there is none.</param>
    public async Task RestartAgentAsync(Action? between = null)
    {
        await StopAgentAsync();
        between?.Invoke();
        StartAgent();
    }

    /// <summary>Creates an object from YAML; pods are assigned to this node.</summary>
    public async Task<DynamicObject> ApplyAsync(string yaml)
    {
        var document = (DocObject)YamlReader.Parse(System.Text.Encoding.UTF8.GetBytes(yaml));
        var kind = document.GetString("kind")!;
        if (kind == "Pod")
            document.GetOrAddObject("spec")["nodeName"] = Machine.Options.NodeName;
        if (kind != "Namespace")
            document.GetOrAddObject("metadata")["namespace"] = "default";
        var type = kind switch
        {
            "Namespace" => new ResourceType("", "v1", "namespaces", kind),
            _ => new ResourceType("", "v1", kind.ToLowerInvariant() + "s", kind),
        };
        return await Client.Dynamic(type).CreateAsync(new DynamicObject(document), default);
    }

    public Task<V1Pod> PodAsync(string name) => Client.For<V1Pod>().GetAsync("default", name, default);

    /// <summary>Waits until the pod is as asked for; the error tells how it is instead.</summary>
    public async Task<V1Pod> WaitPodAsync(string name, Func<V1Pod, bool> condition, int seconds = 60)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        V1Pod? last = null;
        try
        {
            last = await PodAsync(name);
            if (condition(last))
                return last;
            var query = new Client.Requests.ListQuery { FieldSelector = $"metadata.name={name}", ResourceVersion = last.Metadata.ResourceVersion };
            await foreach (var change in Client.For<V1Pod>().WatchAsync("default", query, limit.Token))
            {
                last = change.Object ?? last;
                if (condition(last))
                    return last;
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        throw new TimeoutException($"pod {name} after {seconds} s: {System.Text.Encoding.UTF8.GetString(Tiphys.Client.Json.KubeJson.Write(last!.Status ?? new V1PodStatus()))}");
    }

    public Task<V1Pod> WaitReadyAsync(string name) => WaitPodAsync(name, IsReady);

    public async Task WaitGoneAsync(string name, int seconds = 60)
    {
        await WaitAsync(async () => await Client.For<V1Pod>().TryGetAsync("default", name, default) is null, () => $"pod {name} is still there after {seconds} s", seconds);
    }

    /// <summary>Waits for a pod that others make and may replace; there may be none of that name for a while.</summary>
    public async Task<V1Pod> WaitMirrorAsync(string name, Func<V1Pod, bool> condition, int seconds = 60)
    {
        V1Pod? last = null;
        await WaitAsync(
            async () => (last = await Client.For<V1Pod>().TryGetAsync("default", name, default)) is not null && IsReady(last) && condition(last),
            () => $"pod {name} after {seconds} s: {(last is null ? "not there" : System.Text.Encoding.UTF8.GetString(Tiphys.Client.Json.KubeJson.Write(last)))}",
            seconds);
        return last!;
    }

    /// <summary>Waits until the runtime knows no sandbox of the pod.</summary>
    public Task WaitNoSandboxAsync(string name, int seconds = 60) => WaitAsync(
        async () => (await Machine.Runtime.ListPodSandboxesAsync(null, default)).All(sandbox => sandbox.Metadata.Name != name),
        () => $"the sandbox of pod {name} is still there after {seconds} s",
        seconds);

    private static bool IsReady(V1Pod pod) => pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true;

    private static async Task WaitAsync(Func<Task<bool>> condition, Func<string> told, int seconds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(began).TotalSeconds > seconds)
                throw new TimeoutException(told());
            await Task.Delay(20);
        }
    }

    /// <summary>The port of the node agent's server.</summary>
    public async Task<int> AgentPortAsync() =>
        (await Client.For<V1Node>().GetAsync(null, Machine.Options.NodeName, default)).Status.DaemonEndpoints.KubeletEndpoint.Port;

    /// <summary>What the pod's container has written.</summary>
    public async Task<string> LogAsync(V1Pod pod, string container = "main", int attempt = 0)
    {
        var file = Path.Combine(Machine.Options.DataDirectory, "logs", "pods", $"default_{pod.Metadata.Name}_{pod.Metadata.Uid}", container, $"{attempt}.log");
        var lines = await File.ReadAllLinesAsync(file);
        return string.Join('\n', lines.Select(line => line.Split(' ', 4) is [_, _, _, var text] ? text : ""));
    }

    private void StartAgent()
    {
        var life = CancellationTokenSource.CreateLinkedTokenSource(_life.Token);
        var serving = new NodeServerOptions { Endpoints = [new IPEndPoint(IPAddress.Loopback, 0)], Certificate = Certificates.Serving, ClientAuthorities = [Certificates.Authority] };
        Agent = new NodeAgent(Machine.Options with { NodeAddress = IPAddress.Loopback }, Client, TimeProvider.System, _loggers, serving);
        _run = RunAsync(Agent, life);
        _stop = life;
    }

    private CancellationTokenSource _stop = new();

    private static async Task RunAsync(NodeAgent agent, CancellationTokenSource life)
    {
        try
        {
            await agent.RunAsync(life.Token);
        }
        catch (OperationCanceledException) when (life.IsCancellationRequested)
        {
        }
    }

    private async Task StopAgentAsync()
    {
        await _stop.CancelAsync();
        await _run;
        await Agent.DisposeAsync();
    }

    private async Task WaitNodeReadyAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (_run.IsCompleted)
                await _run;
            var node = await Client.For<V1Node>().TryGetAsync(null, Machine.Options.NodeName, default);
            if (node?.Status?.Conditions?.Any(c => c.Type == "Ready" && c.Status == "True") == true)
                return;
            if (TimeProvider.System.GetElapsedTime(began).TotalSeconds > 30)
                throw new TimeoutException("the node is not ready after 30 s");
            await Task.Delay(20);
        }
    }
}

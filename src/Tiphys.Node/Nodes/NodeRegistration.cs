using System.Net;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Json;
using Tiphys.Client.Requests;
using Tiphys.Client.Transport;
using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;
using Tiphys.Primitives.Async;
using Tiphys.Primitives.Retries;

namespace Tiphys.Node.Nodes;

/// <summary>Makes this node's object and keeps its status true: written when something changed, and now and then to show we live.</summary>
internal sealed partial class NodeRegistration(
    KubeClient client,
    NodeOptions options,
    NodeFacts facts,
    IContainerRuntime runtime,
    TimeProvider time,
    ILogger<NodeRegistration> logger) : IDisposable
{
    /// <summary>How often the runtime is looked at for what the status says.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    private readonly AsyncPulse _changed = new();
    private V1Node? _node;
    private DocObject? _written;
    private DateTimeOffset _writtenAt;
    private string? _notReady = "the container runtime is not up yet";

    /// <summary>The port that the node's server listens on.</summary>
    public int Port { get; set; } = options.Port;

    /// <summary>The object as last seen; null before it was made.</summary>
    public V1Node? Node => _node;

    /// <summary>Makes the object if there is none. Tries until it succeeds or is cancelled.</summary>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(new BackoffPolicy { First = TimeSpan.FromMilliseconds(50), Longest = TimeSpan.FromSeconds(5) });
        while (true)
        {
            try
            {
                _node = await FindOrCreateAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (e is ApiException or ApiUnreachableException)
            {
                LogFailed(logger, "registered", e.Message);
                await Task.Delay(backoff.Next(), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The addresses for this node's pods: given by the options, or by whoever hands them out to nodes.</summary>
    public async Task<IPNetwork> PodCidrAsync(CancellationToken cancellationToken)
    {
        if (options.PodCidr is { } given)
            return given;
        while (true)
        {
            if (_node?.Spec?.PodCIDR is { Length: > 0 } assigned)
                return IPNetwork.Parse(assigned);
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken).ConfigureAwait(false);
            await RegisterAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The container runtime serves: the node may be ready.</summary>
    public void SetReady(string? notReady)
    {
        _notReady = notReady;
        _changed.Set();
    }

    /// <summary>Writes the status now if it changed, and from then on as it changes.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ReportAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ApiException or ApiUnreachableException)
            {
                LogFailed(logger, "reported", e.Message);
                if (e is ApiException { Code: 404 })
                    await RegisterAsync(cancellationToken).ConfigureAwait(false);
            }

            using var timer = new CancellationTokenSource(LookInterval, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
            try
            {
                await _changed.WaitAsync(both.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The timer, or the end.
            }
        }
    }

    public void Dispose() => _changed.Dispose();

    private async Task<V1Node> FindOrCreateAsync(CancellationToken cancellationToken)
    {
        var nodes = client.For<V1Node>();
        var found = await nodes.TryGetAsync(null, options.NodeName, cancellationToken).ConfigureAwait(false);
        if (found is null)
            return await nodes.CreateAsync(NodeStatusBuilder.NewNode(options, facts), cancellationToken).ConfigureAwait(false);
        var missing = NodeStatusBuilder.Labels(options).Where(label => found.Metadata.Labels?.ContainsKey(label.Key) != true).ToArray();
        if (missing.Length == 0)
            return found;
        var labels = new DocObject();
        foreach (var (name, value) in missing)
            labels[name] = value;
        var patch = new DocObject { { "metadata", new DocObject { { "labels", labels } } } };
        return await nodes.PatchAsync(null, options.NodeName, Patch.Strategic(patch), cancellationToken).ConfigureAwait(false);
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        var (version, images, notReady) = await LookAsync(cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var info = MachineInfo.SystemInfo(version, options.KubernetesVersion);
        var status = NodeStatusBuilder.Build(facts, info, Port, images, _node?.Status, notReady, now.UtcDateTime);
        var document = DocReader.ParseObject(KubeJson.Write(status));
        if (_written is not null && now - _writtenAt < options.StatusReportInterval && SameButForHeartbeats(document, _written))
            return;
        var patch = new DocObject { { "status", document } };
        _node = await client.For<V1Node>().PatchAsync(null, options.NodeName, Patch.Strategic(patch), cancellationToken, "status").ConfigureAwait(false);
        (_written, _writtenAt) = (document, now);
    }

    private async Task<(string Version, IReadOnlyList<Image> Images, string? NotReady)> LookAsync(CancellationToken cancellationToken)
    {
        if (_notReady is not null)
            return ("containerd://", [], _notReady);
        try
        {
            var version = await runtime.VersionAsync(cancellationToken).ConfigureAwait(false);
            var status = await runtime.StatusAsync(cancellationToken).ConfigureAwait(false);
            var images = await runtime.ListImagesAsync(cancellationToken).ConfigureAwait(false);
            var broken = status.Status.Conditions.FirstOrDefault(condition => !condition.Status);
            return ($"{version.RuntimeName}://{version.RuntimeVersion.TrimStart('v')}", images, broken is null ? null : $"container runtime {broken.Type}=false reason:{broken.Reason} message:{broken.Message}");
        }
        catch (Exception e) when (e is RuntimeUnavailableException or RuntimeFailureException)
        {
            return ("containerd://", [], $"container runtime is down: {e.Message}");
        }
    }

    private static bool SameButForHeartbeats(DocObject one, DocObject other) => Bare(one).DeepEquals(Bare(other));

    private static DocObject Bare(DocObject status)
    {
        var bare = status.Clone();
        foreach (var condition in bare.GetArray("conditions")?.Objects() ?? [])
            condition.Remove("lastHeartbeatTime");
        return bare;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The node could not be {What}: {Error}")]
    private static partial void LogFailed(ILogger logger, string what, string error);
}

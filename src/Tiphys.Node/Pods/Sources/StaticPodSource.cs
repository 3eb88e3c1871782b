using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Documents;
using Tiphys.Primitives.Async;

namespace Tiphys.Node.Pods.Sources;

/// <summary>The pods of the manifest directory: started, changed and stopped as the files are.</summary>
internal sealed partial class StaticPodSource(
    string directory,
    string nodeName,
    PodWorkers pods,
    MirrorPods mirrors,
    TimeProvider time,
    ILogger<StaticPodSource> logger)
{
    /// <summary>Events of the file system tell of changes; this only mends what they miss, and puts deleted mirror pods back.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, V1Pod> _known = [];

    /// <summary>Every file has been read once.</summary>
    public AsyncGate Ready { get; } = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        using var changed = new AsyncPulse();
        using var watcher = new FileSystemWatcher(directory);
        watcher.Changed += (_, _) => changed.Set();
        watcher.Created += (_, _) => changed.Set();
        watcher.Deleted += (_, _) => changed.Set();
        watcher.Renamed += (_, _) => changed.Set();
        watcher.EnableRaisingEvents = true;
        pods.WorkerEnded += _ => changed.Set();
        while (!cancellationToken.IsCancellationRequested)
        {
            await SyncAsync(cancellationToken).ConfigureAwait(false);
            Ready.Open();
            using var timer = new CancellationTokenSource(Interval, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
            try
            {
                await changed.WaitAsync(both.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The timer, or the end.
            }
        }
    }

    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        var found = ReadAll();
        foreach (var (uid, pod) in _known.Where(pair => !found.ContainsKey(pair.Key)).ToArray())
        {
            _known.Remove(uid);
            pods.Remove(uid);
            if (!found.Values.Any(other => other.Metadata.Name == pod.Metadata.Name && other.Metadata.NamespaceProperty == pod.Metadata.NamespaceProperty))
                await TryRemoveMirrorAsync(pod, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (uid, pod) in found)
        {
            _known[uid] = pod;
            var mirror = await mirrors.EnsureAsync(pod, cancellationToken).ConfigureAwait(false);
            if (pods.Find(uid) is null)
                pods.Upsert(pod);
            pods.SetMirror(uid, mirror);
        }
    }

    private async Task TryRemoveMirrorAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            await mirrors.RemoveAsync(pod.Metadata.NamespaceProperty, pod.Metadata.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is Api.Errors.ApiException or Client.Transport.ApiUnreachableException)
        {
            LogUnreadable(logger, pod.Metadata.Name, e.Message);
        }
    }

    private Dictionary<string, V1Pod> ReadAll()
    {
        var found = new Dictionary<string, V1Pod>();
        foreach (var file in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(file) is not (".yaml" or ".yml" or ".json"))
                continue;
            try
            {
                if (StaticPodReader.Read(file, nodeName) is { } pod)
                    found[pod.Metadata.Uid] = pod;
                else
                    LogUnreadable(logger, file, "it holds no pod that may come from a file");
            }
            catch (Exception e) when (e is DocFormatException or IOException or System.Text.Json.JsonException or UnauthorizedAccessException)
            {
                LogUnreadable(logger, file, e.Message);
            }
        }

        return found;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Static pod {File} is passed over: {Error}")]
    private static partial void LogUnreadable(ILogger logger, string file, string error);
}

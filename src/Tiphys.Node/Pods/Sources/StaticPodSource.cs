using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Primitives.Async;

namespace Tiphys.Node.Pods.Sources;

/// <summary>The pods of the manifest directory: started, changed and stopped as the files are, and shown in the API by mirror pods.</summary>
internal sealed class StaticPodSource(
    string directory,
    string nodeName,
    PodWorkers pods,
    ApiPodSource api,
    MirrorPods mirrors,
    TimeProvider time,
    ILogger<StaticPodSource> logger)
{
    /// <summary>Events of the file system and of the API tell of changes; this only mends what they miss.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    /// <summary>A pod whose namespace is not there yet is shown soon after it comes.</summary>
    private static readonly TimeSpan UnshownInterval = TimeSpan.FromSeconds(1);

    /// <summary>Whoever writes a file mostly does so in several steps.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);

    private readonly StaticPodDirectory _files = new(directory, nodeName, logger);
    private IReadOnlyDictionary<string, V1Pod> _known = new Dictionary<string, V1Pod>();

    /// <summary>Every file has been read once.</summary>
    public AsyncGate Ready { get; } = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var changed = new AsyncPulse();
        using var watcher = new FileSystemWatcher(directory);
        watcher.Changed += (_, _) => changed.Set();
        watcher.Created += (_, _) => changed.Set();
        watcher.Deleted += (_, _) => changed.Set();
        watcher.Renamed += (_, _) => changed.Set();
        watcher.EnableRaisingEvents = true;
        pods.WorkerEnded += _ => changed.Set();
        api.MirrorChanged += changed.Set;
        while (true)
        {
            StartAndStop();
            Ready.Open();
            var shown = await ShowAsync(cancellationToken).ConfigureAwait(false);
            await WaitAsync(changed, shown ? Interval : UnshownInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(AsyncPulse changed, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            await changed.WaitAsync(both.Token).ConfigureAwait(false);
            await Task.Delay(Settling, time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The timer.
        }
    }

    /// <summary>The API has no part in this: static pods run without it.</summary>
    private void StartAndStop()
    {
        var found = _files.Read();
        foreach (var uid in _known.Keys.Where(uid => !found.ContainsKey(uid)))
            pods.Remove(uid);
        _known = found;
        foreach (var (uid, pod) in found)
        {
            // What an older file of that name started may still hold its ports: the new one waits for its end.
            var isOlderThere = pods.All.Any(worker => worker.Pod.IsStatic() && worker.Pod.Uid() != uid && IsNamedAs(worker.Pod, pod));
            if (!isOlderThere && pods.Find(uid) is null)
                pods.Upsert(pod);
        }
    }

    /// <returns>Whether every static pod has its picture.</returns>
    private async Task<bool> ShowAsync(CancellationToken cancellationToken)
    {
        var areAllShown = true;
        foreach (var (uid, pod) in _known)
        {
            var mirror = await mirrors.EnsureAsync(pod, cancellationToken).ConfigureAwait(false);
            pods.SetMirror(uid, mirror);
            areAllShown &= mirror is not null;
        }

        // Among them those that a former run of this agent made.
        foreach (var orphan in api.Cache.List().Where(pod => pod.IsMirror() && !_known.Values.Any(known => IsNamedAs(known, pod))))
            await mirrors.RemoveAsync(orphan, cancellationToken).ConfigureAwait(false);
        return areAllShown;
    }

    private static bool IsNamedAs(V1Pod one, V1Pod other) =>
        one.Metadata.Name == other.Metadata.Name && one.Metadata.NamespaceProperty == other.Metadata.NamespaceProperty;
}

using System.Collections.Concurrent;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Node.Cri;
using Tiphys.Node.Pods.Status;
using Tiphys.Node.Pods.Sync;

namespace Tiphys.Node.Pods;

/// <summary>The pods of this node, each with its worker; takes pods in from the API and from files, and hands runtime events to whom they concern.</summary>
internal sealed partial class PodWorkers(PodWorkerServices services, ILoggerFactory loggers)
{
    private readonly ConcurrentDictionary<string, (PodWorker Worker, Task Run)> _workers = new();
    private readonly ConcurrentDictionary<string, V1Pod> _refused = new();

    /// <summary>Pods that wait for a fresh look at the node, each as last seen.</summary>
    private readonly ConcurrentDictionary<string, V1Pod> _undecided = new();
    private readonly Lock _admission = new();
    private readonly ILogger _logger = loggers.CreateLogger<PodWorkers>();
    private CancellationToken _life;

    /// <summary>The node's labels, for admission; null until known.</summary>
    public Func<IDictionary<string, string>?> NodeLabels { get; set; } = static () => null;

    /// <summary>Reads the node anew, so that <see cref="NodeLabels"/> are what they are now.</summary>
    public Func<CancellationToken, Task> RefreshNode { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Called when a static pod's worker has ended, so that its file may start it again.</summary>
    public event Action<string>? WorkerEnded;

    public IEnumerable<PodWorker> All => _workers.Values.Select(entry => entry.Worker);

    public PodWorker? Find(string podUid) => _workers.TryGetValue(podUid, out var entry) ? entry.Worker : null;

    public PodWorker? Find(string ns, string name) =>
        All.FirstOrDefault(worker => worker.Pod.Metadata.NamespaceProperty == ns && worker.Pod.Metadata.Name == name);

    /// <summary>Sets the life of all workers; called before the first pod.</summary>
    public void Start(CancellationToken cancellationToken) => _life = cancellationToken;

    /// <summary>A pod is assigned to this node, or changed.</summary>
    public void Upsert(V1Pod pod)
    {
        if (_workers.TryGetValue(pod.Uid(), out var entry))
        {
            entry.Worker.Update(pod);
            return;
        }

        if (_refused.ContainsKey(pod.Uid()))
        {
            FinishRefused(pod);
            return;
        }

        lock (_admission)
        {
            if (!_undecided.TryGetValue(pod.Uid(), out var former) || !_undecided.TryUpdate(pod.Uid(), pod, former))
                Begin(pod, labelsAreFresh: false);
        }
    }

    /// <summary>A pod is gone from its source.</summary>
    public void Remove(string podUid)
    {
        _refused.TryRemove(podUid, out _);
        _undecided.TryRemove(podUid, out _);
        if (_workers.TryGetValue(podUid, out var entry))
            entry.Worker.Remove();
    }

    /// <summary>Tells where the status of a static pod is to be shown.</summary>
    public void SetMirror(string podUid, V1Pod? mirror) => services.Status.SetMirror(podUid, mirror);

    /// <summary>Hands an event to the pod it concerns.</summary>
    public void Tell(RuntimeEvent told)
    {
        if (told.Kind == RuntimeEventKind.Exited && services.Index.PodOf(told.Id) is { } uid && Find(uid) is { } worker)
            worker.Exited(told.Id);
    }

    /// <summary>Lets every pod be looked at: events may have been missed.</summary>
    public void WakeAll()
    {
        foreach (var worker in All)
            worker.Wake();
    }

    /// <summary>Waits until the workers have ended, after their life did.</summary>
    public Task DrainAsync() => Task.WhenAll(_workers.Values.Select(entry => entry.Run));

    private void Begin(V1Pod pod, bool labelsAreFresh)
    {
        var taken = All.Select(worker => worker.Pod).Where(other => !other.IsTerminal()).ToArray();
        // A pod that has run here is taken whatever it asks for: its containers may be running.
        var isNew = !pod.IsTerminal() && pod.Metadata.DeletionTimestamp is null && pod.Status?.StartTime is null;
        if (isNew && PodAdmission.Refuse(pod, taken, services.Node.Allocatable, NodeLabels()) is { } refusal)
        {
            if (refusal.Reason == PodAdmission.WrongNode && !labelsAreFresh)
                _ = DecideAnewAsync(pod);
            else
                Refuse(pod, refusal);
            return;
        }

        var worker = new PodWorker(pod, services, loggers.CreateLogger<PodWorker>());
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _workers[pod.Uid()] = (worker, RunAsync(worker, start.Task));
        start.SetResult();
    }

    /// <summary>The scheduler may know a label that this agent has not seen yet: nothing is refused for the node's labels before they were read again.</summary>
    private async Task DecideAnewAsync(V1Pod pod)
    {
        _undecided[pod.Uid()] = pod;
        try
        {
            await RefreshNode(_life).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_admission)
        {
            if (_undecided.TryRemove(pod.Uid(), out var latest))
                Begin(latest, labelsAreFresh: true);
        }
    }

    private void Refuse(V1Pod pod, WaitingReason refusal)
    {
        _refused[pod.Uid()] = pod;
        services.Events.Warning(pod.PodReference(), refusal.Reason, refusal.Message);
        services.Status.Set(pod, PodStatusBuilder.Build(new PodStatusInput
        {
            Pod = pod,
            Former = pod.Status,
            Runtime = RuntimePod.Empty,
            Health = NoHealth.Instance,
            Waiting = new Dictionary<string, WaitingReason>(),
            NodeAddress = services.Node.Address,
            TerminationMessage = static _ => "",
            Now = services.Time.GetUtcNow().UtcDateTime,
            Ended = refusal,
        }));
    }

    /// <summary>A refused pod that is deleted has nothing to be stopped.</summary>
    private void FinishRefused(V1Pod pod)
    {
        if (pod.Metadata.DeletionTimestamp is null)
            return;
        _refused.TryRemove(pod.Uid(), out _);
        lock (_admission)
            Begin(pod, labelsAreFresh: true);
    }

    private async Task RunAsync(PodWorker worker, Task start)
    {
        await start.ConfigureAwait(false);
        var uid = worker.Pod.Uid();
        try
        {
            await worker.RunAsync(_life).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_life.IsCancellationRequested)
        {
            // The node agent ends; the pod goes on.
        }
        catch (Exception e)
        {
            // A defect in one pod's worker must not take the others with it.
            LogDied(_logger, e, worker.Pod.LogName());
        }

        _workers.TryRemove(uid, out _);
        worker.Dispose();
        if (!_life.IsCancellationRequested)
            WorkerEnded?.Invoke(uid);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The worker of pod {Pod} died")]
    private static partial void LogDied(ILogger logger, Exception error, string pod);

    private sealed class NoHealth : IContainerHealth
    {
        public static NoHealth Instance { get; } = new();

        public bool HasStarted(V1Container container, string containerId) => false;

        public bool IsReady(V1Container container, string containerId) => false;

        public FailedProbe? Failure(string containerId) => null;
    }
}

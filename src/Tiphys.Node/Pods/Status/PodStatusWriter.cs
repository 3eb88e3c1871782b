using System.Collections.Concurrent;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Json;
using Tiphys.Client.Requests;
using Tiphys.Client.Transport;
using Tiphys.Primitives.Queues;

namespace Tiphys.Node.Pods.Status;

/// <summary>
/// Brings pods' statuses to the API: of several statuses of one pod the last one counts, unchanged ones are not written, failed writes are
/// tried again. Nothing waits for it but a pod's end.
/// </summary>
internal sealed partial class PodStatusWriter(KubeClient client, TimeProvider time, ILogger<PodStatusWriter> logger) : IDisposable
{
    private const int Writers = 4;
    private readonly KeyedQueue<string> _queue = new(time);
    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    /// <summary>The status set last, written or not; null for a pod not seen here.</summary>
    public V1PodStatus? Last(string podUid) => _entries.GetValueOrDefault(podUid)?.Wanted;

    /// <summary>Sets a pod's status. Returns at once.</summary>
    public void Set(V1Pod pod, V1PodStatus status)
    {
        var document = DocReader.ParseObject(KubeJson.Write(status));
        var entry = _entries.GetOrAdd(pod.Uid(), _ => new Entry());
        lock (entry)
        {
            entry.Pod = pod;
            entry.Wanted = status;
            if (entry.Document?.DeepEquals(document) == true)
                return;
            entry.Document = document;
            entry.Written = entry.Written.Task.IsCompleted ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : entry.Written;
        }

        _queue.Add(pod.Uid());
    }

    /// <summary>The object in the API that shows the status of a static pod; null while there is none.</summary>
    public void SetMirror(string podUid, V1Pod? mirror)
    {
        var entry = _entries.GetOrAdd(podUid, _ => new Entry());
        lock (entry)
        {
            if (entry.Mirror?.Metadata.Uid == mirror?.Metadata.Uid)
                return;
            entry.Mirror = mirror;
            entry.Sent = null;
            if (entry.Document is null)
                return;
        }

        _queue.Add(podUid);
    }

    /// <summary>Waits until the status set last is at the server, or the pod is gone from it.</summary>
    public Task FlushAsync(string podUid, CancellationToken cancellationToken) =>
        _entries.TryGetValue(podUid, out var entry) && entry.Document is not null ? entry.Written.Task.WaitAsync(cancellationToken) : Task.CompletedTask;

    public void Forget(string podUid) => _entries.TryRemove(podUid, out _);

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteLoopAsync(cancellationToken)));

    public void Dispose() => _queue.Dispose();

    private async Task WriteLoopAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            string uid;
            try
            {
                uid = await _queue.TakeAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                if (_entries.TryGetValue(uid, out var entry))
                    await WriteAsync(entry, cancellationToken).ConfigureAwait(false);
                _queue.Forget(uid);
            }
            catch (Exception e) when (e is ApiException or ApiUnreachableException or OperationCanceledException)
            {
                if (cancellationToken.IsCancellationRequested)
                    return;
                LogFailed(logger, uid, e.Message);
                _queue.AddAfterFailure(uid);
            }
            finally
            {
                _queue.Done(uid);
            }
        }
    }

    private async Task WriteAsync(Entry entry, CancellationToken cancellationToken)
    {
        V1Pod? pod;
        DocObject document;
        TaskCompletionSource written;
        lock (entry)
            (pod, document, written) = (entry.Pod!.IsStatic() ? entry.Mirror : entry.Pod, entry.Document!, entry.Written);
        // A static pod without a picture in the API has nobody to report to.
        if (pod is null)
        {
            written.TrySetResult();
            return;
        }

        var patch = new DocObject
        {
            { "metadata", new DocObject { { "uid", pod.Uid() } } },
            { "status", PodStatusPatch.Make(document, entry.Sent ?? StatusOf(pod)) },
        };
        try
        {
            await client.For<V1Pod>().PatchAsync(
                pod.Metadata.NamespaceProperty, pod.Metadata.Name, Patch.Strategic(patch), cancellationToken, "status").ConfigureAwait(false);
            entry.Sent = document;
        }
        catch (ApiException e) when (e.Code is 404 or 409 or 422)
        {
            // Gone, or another pod of that name by now: there is nobody left to tell. 422 would not get better by repetition either.
            LogRefused(logger, pod.LogName(), e.Message);
        }

        lock (entry)
        {
            if (ReferenceEquals(entry.Document, document))
                written.TrySetResult();
        }
    }

    private static DocObject? StatusOf(V1Pod pod) => pod.Status is null ? null : DocReader.ParseObject(KubeJson.Write(pod.Status));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The status of pod {Uid} could not be written and will be again: {Error}")]
    private static partial void LogFailed(ILogger logger, string uid, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "The status of pod {Pod} was refused: {Error}")]
    private static partial void LogRefused(ILogger logger, string pod, string error);

    private sealed class Entry
    {
        public V1Pod? Pod { get; set; }

        public V1Pod? Mirror { get; set; }

        public V1PodStatus? Wanted { get; set; }

        public DocObject? Document { get; set; }

        /// <summary>What the server was sent last.</summary>
        public DocObject? Sent { get; set; }

        public TaskCompletionSource Written { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

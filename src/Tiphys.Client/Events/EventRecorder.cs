using System.Globalization;
using System.Threading.Channels;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Client.Requests;
using Tiphys.Client.Transport;

namespace Tiphys.Client.Events;

/// <summary>Writes Events about objects, in the background and best effort: a repeated event raises the count of the first.</summary>
/// <remarks>
/// Recording never waits and never fails; when the server cannot keep up, events are dropped. Messages that differ but belong together
/// are combined, and one object's events are bounded, as upstream's recorder does it.
/// </remarks>
public sealed class EventRecorder(KubeClient client, string component, TimeProvider time, ILogger logger, string host = "")
{
    private const int MostWaiting = 2048;
    private readonly EventCorrelator _correlator = new(time);
    private readonly Channel<EventRecord> _waiting = Channel.CreateBounded<EventRecord>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>An event of type Normal.</summary>
    public void Normal(V1ObjectReference about, string reason, string message) => Record(about, "Normal", reason, message);

    /// <summary>An event of type Warning.</summary>
    public void Warning(V1ObjectReference about, string reason, string message) => Record(about, "Warning", reason, message);

    /// <param name="about">The object; its namespace is where the event goes, <c>default</c> for cluster-scoped ones.</param>
    /// <param name="type">Normal or Warning.</param>
    /// <param name="reason">One word in upper camel case.</param>
    /// <param name="message">For people; at most 1,024 characters are kept.</param>
    public void Record(V1ObjectReference about, string type, string reason, string message) =>
        _waiting.Writer.TryWrite(new(about, type, reason, message.Length > 1024 ? message[..1024] : message));

    /// <summary>Writes what was recorded until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var record in _waiting.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                await TryWriteAsync(record, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The end of the recorder's life; what is still waiting is not worth holding up the exit.
        }
    }

    private async Task TryWriteAsync(EventRecord record, CancellationToken cancellationToken)
    {
        if (_correlator.Correlate(record) is not { } entry)
            return;
        try
        {
            if (entry.Count > 1 && await TryRaiseAsync(entry, cancellationToken).ConfigureAwait(false))
                return;
            await client.For<Corev1Event>().CreateAsync(Make(entry), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiException or ApiUnreachableException)
        {
            logger.LogDebug("An event was lost: {Reason} {Message}: {Error}", record.Reason, record.Message, e.Message);
        }
    }

    private async Task<bool> TryRaiseAsync(CorrelatedEvent entry, CancellationToken cancellationToken)
    {
        var change = new DocObject
        {
            { "count", entry.Count },
            { "lastTimestamp", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) },
            { "message", entry.Record.Message },
        };
        try
        {
            await client.For<Corev1Event>()
                .PatchAsync(NamespaceOf(entry.Record), entry.Name, Patch.Merge(change), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ApiException e) when (e.Code == 404)
        {
            // Events live an hour: the first is gone, so this one is written anew with the count it has reached.
            return false;
        }
    }

    private static string NamespaceOf(EventRecord record) =>
        string.IsNullOrEmpty(record.About.NamespaceProperty) ? "default" : record.About.NamespaceProperty;

    private Corev1Event Make(CorrelatedEvent entry)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return new()
        {
            Metadata = new() { Name = entry.Name, NamespaceProperty = NamespaceOf(entry.Record) },
            InvolvedObject = entry.Record.About,
            Type = entry.Record.Type,
            Reason = entry.Record.Reason,
            Message = entry.Record.Message,
            Source = new() { Component = component, Host = host.Length == 0 ? null : host },
            ReportingComponent = component,
            ReportingInstance = host,
            FirstTimestamp = entry.First,
            LastTimestamp = now,
            Count = entry.Count,
        };
    }
}

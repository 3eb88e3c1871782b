using System.Threading.Channels;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Metrics;

namespace Tiphys.ApiServer.Audit;

/// <summary>Carries events from requests to the sinks: one writer, in order, in batches; requests wait when it falls far behind.</summary>
internal sealed class AuditTrail : IAsyncDisposable
{
    private const int Capacity = 10_000;
    private const int LargestBatch = 400;
    private readonly Channel<DocObject> _events = Channel.CreateBounded<DocObject>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly IReadOnlyList<IAuditSink> _sinks;
    private readonly LabeledCounters _levels = new("apiserver_audit_event_total", "Audit events that were made, by level.", "level");
    private readonly Task _writer;

    public AuditTrail(IReadOnlyList<IAuditSink> sinks)
    {
        _sinks = sinks;
        _writer = Task.Run(WriteAsync);
    }

    public IMetricSource Metrics => _levels;

    /// <summary>Queues an event; waits only if the sinks cannot keep up. After disposal events go nowhere.</summary>
    public async ValueTask AddAsync(DocObject entry)
    {
        _levels.Add(entry.GetString("level") ?? "");
        if (_events.Writer.TryWrite(entry))
            return;
        try
        {
            await _events.Writer.WriteAsync(entry).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // The server is ending and the sinks are closed.
        }
    }

    /// <summary>Writes what is queued, then closes the sinks.</summary>
    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
        foreach (var sink in _sinks)
            await sink.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        var batch = new List<DocObject>(LargestBatch);
        while (await _events.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < LargestBatch && _events.Reader.TryRead(out var entry))
                batch.Add(entry);
            foreach (var sink in _sinks)
                await sink.WriteAsync(batch, CancellationToken.None).ConfigureAwait(false);
        }
    }
}

using Tiphys.Api.Documents;
using Tiphys.ApiServer.Outbound;

namespace Tiphys.ApiServer.Audit;

/// <summary>Posts events as audit.k8s.io/v1 EventLists, again with growing pauses while the receiver is away, then drops them.</summary>
public sealed class AuditWebhook(WebhookTarget target, WebhookClients clients, TimeProvider time) : IAuditSink
{
    private const int Attempts = 4;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    public async ValueTask WriteAsync(IReadOnlyList<DocObject> events, CancellationToken cancellationToken)
    {
        var list = new DocObject
        {
            { "kind", "EventList" }, { "apiVersion", "audit.k8s.io/v1" }, { "metadata", new DocObject() }, { "items", new DocArray(events) },
        };
        var pause = FirstPause;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                await clients.SendAsync(target, list, Timeout, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (WebhookCallException) when (attempt < Attempts)
            {
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                pause *= 2;
            }
            catch (WebhookCallException)
            {
                // Given up: keeping events for ever would only move the trouble into this process's memory.
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

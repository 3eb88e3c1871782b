using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Tiphys.Node.Cri.ContainerdEvents;

namespace Tiphys.Node.Cri;

/// <summary>
/// containerd's events of ended tasks. containerd answers a subscription with nothing until the first event, so a subscriber cannot know
/// from the answer's head that it will miss nothing more: this one publishes an event of its own until it sees it come back.
/// </summary>
internal sealed class ContainerdEventStream(Events.EventsClient events)
{
    private const string ExitTopic = "/tasks/exit";
    private const string OutOfMemoryTopic = "/tasks/oom";
    private static readonly Metadata Namespace = new() { { "containerd-namespace", "k8s.io" } };
    private readonly string _echoTopic = $"/tiphys/{Guid.NewGuid():N}";

    public async IAsyncEnumerable<RuntimeEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new SubscribeRequest
        {
            Filters = { $"topic==\"{ExitTopic}\"", $"topic==\"{OutOfMemoryTopic}\"", $"topic==\"{_echoTopic}\"" },
        };
        using var call = events.Subscribe(request, cancellationToken: cancellationToken);
        var first = CriCall.NextAsync(call.ResponseStream, cancellationToken);
        await AwaitEchoAsync(first, cancellationToken).ConfigureAwait(false);
        yield return new RuntimeEvent(RuntimeEventKind.Subscribed, "");
        var more = await first.ConfigureAwait(false);
        while (more)
        {
            if (Read(call.ResponseStream.Current) is { } told)
                yield return told;
            more = await CriCall.NextAsync(call.ResponseStream, cancellationToken).ConfigureAwait(false);
        }

        throw new RuntimeUnavailableException("the runtime ended its event stream");
    }

    private static RuntimeEvent? Read(Envelope envelope)
    {
        if (envelope.Topic is not (ExitTopic or OutOfMemoryTopic))
            return null;
        var task = TaskEvent.Parser.ParseFrom(envelope.Event.Value);
        if (envelope.Topic == OutOfMemoryTopic)
            return new RuntimeEvent(RuntimeEventKind.OutOfMemory, task.ContainerId);
        // A task's other processes (exec) carry ids of their own.
        return task.Id == task.ContainerId ? new RuntimeEvent(RuntimeEventKind.Exited, task.ContainerId) : null;
    }

    private async Task AwaitEchoAsync(Task first, CancellationToken cancellationToken)
    {
        var echo = new PublishRequest { Topic = _echoTopic, Event = Any.Pack(new Empty()) };
        while (!first.IsCompleted)
        {
            await CriCall.AwaitAsync(events.PublishAsync(echo, Namespace, cancellationToken: cancellationToken)).ConfigureAwait(false);
            // TimeProvider.System: this paces a handshake with a real process, it is no decision of ours.
            await Task.WhenAny(first, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken)).ConfigureAwait(false);
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Tiphys.Node.Streaming.Spdy;

namespace Tiphys.Node.Streaming.PortForwarding;

/// <summary>
/// Port-forward over SPDY, direct or tunnelled: the client opens two streams per connection, one for errors and one for data, with the same
/// <c>requestID</c> and <c>port</c>.
/// </summary>
internal static class SpdyPortForward
{
    public static async Task RunAsync(Stream transport, PortForwardTarget target, CancellationToken cancellationToken)
    {
        await using var connection = new SpdyConnection(transport, isServer: true);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = connection.RunAsync(life.Token);
        var halves = new ConcurrentDictionary<string, SpdyStream>();
        var pumps = new ConcurrentDictionary<Task, bool>();
        await foreach (var stream in connection.Opened.ReadAllAsync(life.Token).ConfigureAwait(false))
        {
            var port = Port(stream);
            if (port == 0 || stream.Headers.GetValueOrDefault("streamtype") is not ("error" or "data"))
            {
                await connection.ResetAsync(stream, life.Token).ConfigureAwait(false);
                continue;
            }

            await connection.ReplyAsync(stream, life.Token).ConfigureAwait(false);
            var request = stream.Headers.GetValueOrDefault("requestid") ?? stream.Headers.GetValueOrDefault("port")!;
            if (!halves.TryRemove(request, out var other))
            {
                halves[request] = stream;
                continue;
            }

            var (data, error) = stream.Headers["streamtype"] == "data" ? (stream, other) : (other, stream);
            var pump = PumpAsync(connection, target, port, data, error, life.Token);
            pumps[pump] = true;
            _ = pump.ContinueWith(done => pumps.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        await life.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll([reading, .. pumps.Keys]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task PumpAsync(SpdyConnection connection, PortForwardTarget target, int port, SpdyStream data, SpdyStream error, CancellationToken cancellationToken)
    {
        await PortPump.RunAsync(target, port, data, error, cancellationToken).ConfigureAwait(false);
        connection.Forget(data);
        connection.Forget(error);
    }

    private static int Port(SpdyStream stream) =>
        int.TryParse(stream.Headers.GetValueOrDefault("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port : 0;
}

using System.Net.Sockets;
using System.Text;

namespace Tiphys.Node.Streaming.PortForwarding;

/// <summary>Carries one forwarded connection.</summary>
internal static class PortPump
{
    private const int BufferBytes = 32 * 1024;

    /// <summary>Dials, then moves bytes both ways until both sides have ended; what goes wrong is written to the error stream.</summary>
    public static async Task RunAsync(PortForwardTarget target, int port, RemoteStream data, RemoteStream error, CancellationToken cancellationToken)
    {
        try
        {
            await using var pod = await target.DialAsync(port, cancellationToken).ConfigureAwait(false);
            var upward = UpAsync(data, pod, cancellationToken);
            await DownAsync(pod, data, cancellationToken).ConfigureAwait(false);
            // The pod has said everything. A client that still speaks speaks to nobody.
            await data.CompleteWriteAsync(cancellationToken).ConfigureAwait(false);
            pod.Socket.Shutdown(SocketShutdown.Both);
            await Task.WhenAny(upward, Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await TryTellAsync(error, $"error forwarding port {port} to pod {target.SandboxId}: {e.Message}", cancellationToken).ConfigureAwait(false);
            await TryTellAsync(data, "", cancellationToken).ConfigureAwait(false);
        }

        await TryTellAsync(error, "", cancellationToken).ConfigureAwait(false);
    }

    private static async Task UpAsync(RemoteStream data, NetworkStream pod, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await data.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                await pod.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            pod.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException or InvalidOperationException)
        {
            // One side is gone; a broken client must not leave the pod's side open.
            pod.Socket.Dispose();
        }
    }

    private static async Task DownAsync(NetworkStream pod, RemoteStream data, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await pod.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            await data.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the text, or with none ends the stream.</summary>
    private static async Task TryTellAsync(RemoteStream stream, string text, CancellationToken cancellationToken)
    {
        try
        {
            if (text.Length > 0)
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
            else
                await stream.CompleteWriteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client is gone.
        }
    }
}

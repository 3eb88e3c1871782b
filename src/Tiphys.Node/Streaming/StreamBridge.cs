using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.Node.Streaming;

/// <summary>Joins a client's streams to the runtime's until the command has ended and everything it said has been passed on.</summary>
internal static class StreamBridge
{
    private const int BufferBytes = 32 * 1024;

    public static async Task RunAsync(IRemoteChannels client, IRemoteChannels runtime, CancellationToken cancellationToken)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // 1. What the client says goes on until it has said everything, or the command has ended.
        var upward = Task.WhenAll(
            CopyAsync(client.Stdin, runtime.Stdin, life.Token),
            CopyAsync(client.Resize, runtime.Resize, life.Token));
        // 2. What the command says ends with it; its outcome comes last.
        var downward = Task.WhenAll(
            CopyAsync(runtime.Stdout, client.Stdout, life.Token),
            CopyAsync(runtime.Stderr, client.Stderr, life.Token));
        var outcome = ReadAllAsync(runtime.Error, life.Token);
        // 3. A client that is gone ends the command's streams with it.
        var done = Task.WhenAll(downward, outcome);
        await Task.WhenAny(done, client.Closed).ConfigureAwait(false);
        if (done.IsCompleted)
        {
            await SendOutcomeAsync(client, await outcome.ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        await life.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(upward, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Tells a client that there is no command to be joined to.</summary>
    public static ValueTask FailAsync(IRemoteChannels client, string message, CancellationToken cancellationToken)
    {
        var status = new DocObject
        {
            { "metadata", new DocObject() },
            { "status", "Failure" },
            { "message", message },
            { "reason", "InternalError" },
            { "code", 500 },
        };
        return new ValueTask(SendOutcomeAsync(client, status.ToUtf8(), cancellationToken));
    }

    private static async Task SendOutcomeAsync(IRemoteChannels client, byte[] status, CancellationToken cancellationToken)
    {
        try
        {
            var message = RemoteProtocol.HasStatus(client.Protocol) ? status : ToText(status);
            if (message.Length > 0)
                await client.Error.WriteAsync(message, cancellationToken).ConfigureAwait(false);
            await client.Error.CompleteWriteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The client is gone and will not miss it.
        }
    }

    /// <summary>Before v4 the error stream is empty for success and has the message in words otherwise.</summary>
    private static byte[] ToText(byte[] status)
    {
        try
        {
            var document = DocReader.ParseObject(status);
            return document.GetString("status") == "Success" ? [] : Encoding.UTF8.GetBytes(document.GetString("message") ?? "");
        }
        catch (DocFormatException)
        {
            return status;
        }
    }

    private static async Task CopyAsync(RemoteStream? from, RemoteStream? to, CancellationToken cancellationToken)
    {
        if (from is null || to is null)
            return;
        var buffer = new byte[BufferBytes];
        try
        {
            while (await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            await to.CompleteWriteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One of both is gone; the bridge ends by what is left.
        }
    }

    private static async Task<byte[]> ReadAllAsync(RemoteStream stream, CancellationToken cancellationToken)
    {
        var all = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                all.Write(buffer, 0, count);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The runtime ends the connection with the stream; what came before counts.
        }

        return all.ToArray();
    }
}

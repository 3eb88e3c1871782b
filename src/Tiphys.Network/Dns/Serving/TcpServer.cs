using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Tiphys.Network.Dns.Serving;

/// <summary>Answers over TCP (RFC 7766): each message after its length, many on one connection, one after another.</summary>
internal sealed class TcpServer : IDisposable
{
    private const int MostConnections = 512;
    private const int LargestMessage = 65_535;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly Responder _responder;
    private readonly SlowPath _slow;
    private readonly TimeProvider _time;
    private readonly Socket _listener;
    private readonly SemaphoreSlim _places = new(MostConnections);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public TcpServer(Responder responder, SlowPath slow, IPEndPoint address, TimeProvider time)
    {
        (_responder, _slow, _time) = (responder, slow, time);
        _listener = ListeningSocket.Tcp(address);
        _accepting = AcceptAsync();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _ = _accepting.ContinueWith(_ => _stop.Dispose(), TaskScheduler.Default);
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _places.WaitAsync(_stop.Token).ConfigureAwait(false);
                _ = ServeAsync(await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // a connection that was gone before we took it, or the end; the loop's condition tells
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            byte[] buffer = new byte[LargestMessage + 2];
            while (await ReadAsync(stream, buffer).ConfigureAwait(false) is { } query)
            {
                byte[] answer = await AnswerAsync(query, buffer).ConfigureAwait(false);
                if (answer.Length == 0)
                    break;
                await stream.WriteAsync(answer, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // the asker went away or fell silent
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<byte[]?> ReadAsync(NetworkStream stream, byte[] buffer)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var timer = _time.CreateTimer(_ => patience.Cancel(), null, Idle, Timeout.InfiniteTimeSpan);
        if (await stream.ReadAtLeastAsync(buffer.AsMemory(0, 2), 2, throwOnEndOfStream: false, patience.Token).ConfigureAwait(false) < 2)
            return null;
        int length = BinaryPrimitives.ReadUInt16BigEndian(buffer);
        await stream.ReadExactlyAsync(buffer.AsMemory(0, length), patience.Token).ConfigureAwait(false);
        return buffer[..length];
    }

    /// <returns>The framed answer; empty for none.</returns>
    private async Task<byte[]> AnswerAsync(byte[] query, byte[] buffer)
    {
        var outcome = _responder.Respond(query, buffer.AsSpan(2, LargestMessage), overTcp: true, turn: 0, out int length);
        byte[] answer = outcome switch
        {
            Answer.None => [],
            Answer.Ready => buffer[2..(2 + length)],
            _ => await _slow.AnswerAsync(query, outcome == Answer.Alias ? buffer[2..(2 + length)] : [], overTcp: true, _stop.Token).ConfigureAwait(false),
        };
        if (answer.Length == 0)
            return [];
        byte[] framed = new byte[answer.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)answer.Length);
        answer.CopyTo(framed, 2);
        return framed;
    }
}

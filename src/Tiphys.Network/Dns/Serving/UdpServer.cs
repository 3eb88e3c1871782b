using System.Net;
using System.Net.Sockets;
using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Dns.Serving;

/// <summary>Answers over UDP: threads that block on sockets of their own, between which the kernel spreads the askers.</summary>
/// <remarks>Blocking threads instead of asynchronous ones: a question whose answer is in memory is answered in microseconds, and a hop through the pool would
/// cost more than the work.</remarks>
internal sealed class UdpServer : IDisposable
{
    private const int LargestQuery = 4_096;

    private readonly Responder _responder;
    private readonly SlowPath _slow;
    private readonly Socket[] _sockets;
    private readonly Thread[] _threads;
    private readonly CancellationTokenSource _stop = new();

    public UdpServer(Responder responder, SlowPath slow, IPEndPoint address, int threads)
    {
        (_responder, _slow) = (responder, slow);
        _sockets = new Socket[threads];
        for (int i = 0; i < threads; i++)
        {
            _sockets[i] = ListeningSocket.Udp(address);
            address = (IPEndPoint)_sockets[i].LocalEndPoint!;
        }

        Address = address;
        _threads = [.. _sockets.Select((socket, i) => new Thread(() => Serve(socket)) { IsBackground = true, Name = $"tiphys-dns-{i}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Where it listens, with the port that was chosen.</summary>
    public IPEndPoint Address { get; }

    public void Dispose()
    {
        _stop.Cancel();
        foreach (var socket in _sockets)
            ListeningSocket.Close(socket);
        foreach (var thread in _threads)
            thread.Join();
        _stop.Dispose();
    }

    private void Serve(Socket socket)
    {
        byte[] query = new byte[LargestQuery], answer = new byte[ResponseWriter.OurUdpBytes];
        var asker = new SocketAddress(socket.AddressFamily);
        uint turn = 0;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                int received = socket.ReceiveFrom(query, SocketFlags.None, asker);
                var outcome = _responder.Respond(query.AsSpan(0, received), answer, overTcp: false, turn++, out int length);
                if (outcome == Answer.Ready)
                    socket.SendTo(answer.AsSpan(0, length), SocketFlags.None, asker);
                else if (outcome != Answer.None)
                    _ = AnswerLaterAsync(socket, Copy(asker), query[..received], outcome == Answer.Alias ? answer[..length] : []);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // An asker that is gone (its refusal comes back to us), or the end; the loop's condition tells.
            }
        }
    }

    private async Task AnswerLaterAsync(Socket socket, SocketAddress asker, byte[] query, byte[] partial)
    {
        try
        {
            byte[] answer = await _slow.AnswerAsync(query, partial, overTcp: false, _stop.Token).ConfigureAwait(false);
            await socket.SendToAsync(Fitting(query, answer), SocketFlags.None, asker, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // the asker is gone, or we are
        }
    }

    /// <summary>The answer, or its head with the truncated flag if it is longer than the asker takes.</summary>
    private static ReadOnlyMemory<byte> Fitting(byte[] query, byte[] answer)
    {
        Span<byte> scratch = stackalloc byte[DnsName.MaxBytes + 1];
        if (!DnsQuery.TryParse(query, scratch, out var parsed) || answer.Length <= parsed.UdpBytes)
            return answer;
        byte[] head = answer[..parsed.QuestionEnd];
        head[2] |= 0x02;
        head.AsSpan(6, 6).Clear();
        return head;
    }

    private static SocketAddress Copy(SocketAddress address)
    {
        var copy = new SocketAddress(address.Family, address.Buffer.Length);
        address.Buffer.CopyTo(copy.Buffer);
        copy.Size = address.Size;
        return copy;
    }
}

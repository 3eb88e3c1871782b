using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Dns.Forwarding;

/// <summary>Asks the host's resolvers, one after another; one that did not answer is asked last for a while.</summary>
internal sealed class HostResolvers(ResolvConf configuration, IReadOnlyCollection<IPAddress> ours, TimeSpan timeout, TimeProvider time) : IUpstream
{
    private const int LargestUdpAnswer = 4_096;
    private static readonly TimeSpan Sulk = TimeSpan.FromSeconds(10);

    private readonly Dictionary<IPEndPoint, long> _silentSince = [];

    /// <summary>Resolvers that lead back to us are never asked: that would go round for ever.</summary>
    public IReadOnlyList<IPEndPoint> Usable
    {
        get
        {
            var usable = configuration.Resolvers.Where(resolver => !ours.Contains(resolver.Address)).ToList();
            lock (_silentSince)
                return [.. usable.OrderBy(IsSilent)];
        }
    }

    public async Task<byte[]?> AskAsync(ReadOnlyMemory<byte> query, bool overTcp, CancellationToken cancellationToken)
    {
        foreach (var resolver in Usable)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(timeout);
            try
            {
                byte[]? answer = overTcp
                    ? await AskTcpAsync(resolver, query, patience.Token).ConfigureAwait(false)
                    : await AskUdpAsync(resolver, query, patience.Token).ConfigureAwait(false);
                Note(resolver, answered: answer is not null);
                if (answer is not null)
                    return answer;
            }
            catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                Note(resolver, answered: false);
            }
        }

        return null;
    }

    private bool IsSilent(IPEndPoint resolver) => _silentSince.TryGetValue(resolver, out long since) && time.GetElapsedTime(since) < Sulk;

    private void Note(IPEndPoint resolver, bool answered)
    {
        lock (_silentSince)
        {
            if (answered)
                _silentSince.Remove(resolver);
            else
                _silentSince[resolver] = time.GetTimestamp();
        }
    }

    /// <summary>A socket and an identity of its own for each question: both must be guessed to forge an answer (RFC 5452).</summary>
    private static async Task<byte[]?> AskUdpAsync(IPEndPoint resolver, ReadOnlyMemory<byte> query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(resolver.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(resolver, cancellationToken).ConfigureAwait(false);
        byte[] question = query.ToArray(), answer = new byte[LargestUdpAnswer];
        ushort identity = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        BinaryPrimitives.WriteUInt16BigEndian(question, identity);
        await socket.SendAsync(question, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            int length = await socket.ReceiveAsync(answer, cancellationToken).ConfigureAwait(false);
            if (IsAnswerTo(answer.AsSpan(0, length), question))
                return WithIdentity(answer.AsSpan(0, length), query.Span);
        }
    }

    private static async Task<byte[]?> AskTcpAsync(IPEndPoint resolver, ReadOnlyMemory<byte> query, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(resolver.AddressFamily);
        await client.ConnectAsync(resolver, cancellationToken).ConfigureAwait(false);
        var stream = client.GetStream();
        byte[] framed = new byte[query.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed.AsMemory(2));
        await stream.WriteAsync(framed, cancellationToken).ConfigureAwait(false);
        byte[] size = new byte[2];
        await stream.ReadExactlyAsync(size, cancellationToken).ConfigureAwait(false);
        byte[] answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(size)];
        await stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        return IsAnswerTo(answer, framed.AsSpan(2)) ? answer : null;
    }

    private static bool IsAnswerTo(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> question)
    {
        Span<byte> asked = stackalloc byte[DnsName.MaxBytes + 1], answered = stackalloc byte[DnsName.MaxBytes + 1];
        if (answer.Length < DnsQuery.HeaderBytes || !answer[..2].SequenceEqual(question[..2]) || (answer[2] & 0x80) == 0)
            return false;
        int length = DnsName.ReadLowered(question, DnsQuery.HeaderBytes, asked);
        // A resolver that could not even read the question leaves it out.
        return answer[5] == 0 || (length == DnsName.ReadLowered(answer, DnsQuery.HeaderBytes, answered) && asked[..length].SequenceEqual(answered[..length]));
    }

    private static byte[] WithIdentity(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> query)
    {
        byte[] copy = answer.ToArray();
        query[..2].CopyTo(copy);
        return copy;
    }
}

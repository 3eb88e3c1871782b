using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Tiphys.Network.Dns.Forwarding;
using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Dns.Serving;

/// <summary>Answers that have to be asked for elsewhere.</summary>
internal sealed partial class SlowPath(CachingForwarder forwarder, ILogger logger)
{
    private const int MostAtOnce = 2_000;

    private int _running;

    /// <summary>The answer to a query that is not the cluster's; SERVFAIL if nobody knows, or too many ask at once.</summary>
    /// <param name="partial">For an alias: the answer so far; else empty.</param>
    public async Task<byte[]> AnswerAsync(byte[] query, byte[] partial, bool overTcp, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _running) > MostAtOnce)
                return Failure(query);
            if (partial.Length > 0)
                return await FollowAliasAsync(query, partial, overTcp, cancellationToken).ConfigureAwait(false);
            return await forwarder.AskAsync(query, overTcp, cancellationToken).ConfigureAwait(false) ?? Failure(query);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // One query's misfortune, whatever it is, must not end the server.
            LogFailed(logger, failure);
            return Failure(query);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public static byte[] Failure(ReadOnlySpan<byte> message)
    {
        var buffer = new byte[DnsQuery.HeaderBytes + DnsName.MaxBytes + 64];
        Span<byte> scratch = stackalloc byte[DnsName.MaxBytes + 1];
        if (!DnsQuery.TryParse(message, scratch, out var query))
            return [];
        return buffer[..new ResponseWriter(query, buffer, buffer.Length, ResponseCode.ServerFailure, authoritative: false).Finish()];
    }

    /// <summary>Asks for the alias's target and puts its records behind the alias.</summary>
    private async Task<byte[]> FollowAliasAsync(byte[] query, byte[] partial, bool overTcp, CancellationToken cancellationToken)
    {
        int type = DnsName.Skip(query, DnsQuery.HeaderBytes), record = DnsName.Skip(partial, type + 4);
        byte[] target = partial[(record + 10)..(record + 10 + BinaryPrimitives.ReadUInt16BigEndian(partial.AsSpan(record + 8)))];
        byte[] question = [.. query[..DnsQuery.HeaderBytes], .. target, .. query[type..(type + 4)]];
        question.AsSpan(6, 6).Clear();
        byte[]? answer = await forwarder.AskAsync(question, overTcp, cancellationToken).ConfigureAwait(false);
        // Without the target the alias alone is still the truth; the asker may follow it.
        return answer is null ? partial : AliasAnswer.Join(partial, record + 10 + target.Length, answer, target);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "DNS: a query could not be forwarded")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}

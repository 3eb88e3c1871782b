using System.Buffers.Binary;
using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Dns.Forwarding;

/// <summary>Reads and lowers the times to live in an answer.</summary>
internal static class TimesToLive
{
    /// <summary>The shortest time in the answer, for a negative one that of its SOA (RFC 2308); null if there is none or the answer is malformed.</summary>
    public static uint? Shortest(ReadOnlySpan<byte> answer)
    {
        uint? shortest = null;
        bool sound = Walk(answer, (message, at) =>
        {
            uint seconds = BinaryPrimitives.ReadUInt32BigEndian(message[at..]);
            shortest = Math.Min(shortest ?? uint.MaxValue, seconds);
        });
        return sound ? shortest : null;
    }

    /// <summary>Takes off the time an answer has lain here; at least one second stays.</summary>
    public static void Lower(Span<byte> answer, uint by)
    {
        var offsets = new List<int>();
        Walk(answer, (_, at) => offsets.Add(at));
        foreach (int at in offsets)
        {
            uint seconds = BinaryPrimitives.ReadUInt32BigEndian(answer[at..]);
            BinaryPrimitives.WriteUInt32BigEndian(answer[at..], seconds > by ? seconds - by : 1);
        }
    }

    private delegate void Visit(ReadOnlySpan<byte> message, int offset);

    private static bool Walk(ReadOnlySpan<byte> answer, Visit visit)
    {
        if (answer.Length < DnsQuery.HeaderBytes)
            return false;
        int at = DnsQuery.HeaderBytes;
        for (int i = 0; i < BinaryPrimitives.ReadUInt16BigEndian(answer[4..]); i++)
        {
            at = DnsName.Skip(answer, at);
            if (at < 0)
                return false;
            at += 4;
        }

        int records = BinaryPrimitives.ReadUInt16BigEndian(answer[6..]) + BinaryPrimitives.ReadUInt16BigEndian(answer[8..]) +
            BinaryPrimitives.ReadUInt16BigEndian(answer[10..]);
        for (int i = 0; i < records; i++)
        {
            at = DnsName.Skip(answer, at);
            if (at < 0 || at + 10 > answer.Length)
                return false;
            // The time of an OPT record is none: it carries flags.
            if ((RecordType)BinaryPrimitives.ReadUInt16BigEndian(answer[at..]) != RecordType.Opt)
                visit(answer, at + 4);
            at += 10 + BinaryPrimitives.ReadUInt16BigEndian(answer[(at + 8)..]);
        }

        return at <= answer.Length;
    }
}

using System.Buffers.Binary;
using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Dns.Serving;

/// <summary>Puts the addresses of an alias's target into the answer that names the alias.</summary>
internal static class AliasAnswer
{
    /// <param name="partial">Our answer with the alias.</param>
    /// <param name="end">Where the alias's record ends in it.</param>
    /// <param name="answer">The upstream's answer for the target; its names may be compressed.</param>
    public static byte[] Join(byte[] partial, int end, byte[] answer, byte[] target)
    {
        var joined = new List<byte>(partial[..end]);
        int at = DnsName.Skip(answer, DnsQuery.HeaderBytes) + 4, added = 0;
        for (int i = 0; i < BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(6)); i++)
        {
            int start = DnsName.Skip(answer, at);
            if (start < 0 || start + 10 > answer.Length)
                return partial;
            int length = BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(start + 8));
            if (start + 10 + length > answer.Length)
                return partial;
            // Only addresses: whatever chain of aliases lies between, the asker wants its end, and the owner may then be our target.
            if ((RecordType)BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(start)) is RecordType.A or RecordType.Aaaa)
            {
                joined.AddRange(target);
                joined.AddRange(answer[start..(start + 10 + length)]);
                added++;
            }

            at = start + 10 + length;
        }

        joined.AddRange(partial[end..]);
        byte[] result = [.. joined];
        BinaryPrimitives.WriteUInt16BigEndian(result.AsSpan(6), (ushort)(BinaryPrimitives.ReadUInt16BigEndian(result.AsSpan(6)) + added));
        return result;
    }
}

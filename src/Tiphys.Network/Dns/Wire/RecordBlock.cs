using System.Buffers.Binary;

namespace Tiphys.Network.Dns.Wire;

/// <summary>Records as they go into a message: made once, copied into every answer.</summary>
/// <param name="Bytes">The records one after another.</param>
/// <param name="Count">How many.</param>
/// <param name="RecordBytes">The size of each, if all have one size and their order says nothing; else 0.</param>
internal sealed record RecordBlock(byte[] Bytes, int Count, int RecordBytes)
{
    /// <summary>Points at the name in the question, which is always at the same place.</summary>
    public static ReadOnlySpan<byte> QuestionName => [0xc0, DnsQuery.HeaderBytes];

    /// <summary>One record.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> owner, RecordType type, int secondsToLive, ReadOnlySpan<byte> data)
    {
        var bytes = new byte[owner.Length + 10 + data.Length];
        owner.CopyTo(bytes);
        var rest = bytes.AsSpan(owner.Length);
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], 1);
        BinaryPrimitives.WriteInt32BigEndian(rest[4..], secondsToLive);
        BinaryPrimitives.WriteUInt16BigEndian(rest[8..], (ushort)data.Length);
        data.CopyTo(rest[10..]);
        return bytes;
    }

    /// <summary>A block of records of one type under one owner.</summary>
    public static RecordBlock Of(ReadOnlySpan<byte> owner, RecordType type, int secondsToLive, IReadOnlyList<byte[]> data)
    {
        var bytes = new List<byte>();
        foreach (byte[] one in data)
            bytes.AddRange(Encode(owner, type, secondsToLive, one));
        bool sameSize = type is RecordType.A or RecordType.Aaaa;
        return new RecordBlock([.. bytes], data.Count, sameSize ? bytes.Count / data.Count : 0);
    }

    public RecordBlock Concat(RecordBlock other) => new([.. Bytes, .. other.Bytes], Count + other.Count, 0);
}

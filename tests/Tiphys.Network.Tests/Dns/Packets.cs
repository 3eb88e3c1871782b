using System.Buffers.Binary;
using System.Net;
using System.Text;
using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Tests.Dns;

/// <summary>Writes questions and reads answers as text.</summary>
internal static class Packets
{
    public static byte[] Question(string name, RecordType type, ushort identity = 7, int edns = 0)
    {
        var bytes = new List<byte> { (byte)(identity >> 8), (byte)identity, 1, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(edns > 0 ? 1 : 0) };
        foreach (string label in name.Split('.'))
        {
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }

        bytes.AddRange([0, 0, (byte)type, 0, 1]);
        if (edns > 0)
            bytes.AddRange([0, 0, (byte)RecordType.Opt, (byte)(edns >> 8), (byte)edns, 0, 0, 0, 0, 0, 0]);
        return [.. bytes];
    }

    /// <summary>An answer such as <c>NoError: A 10.43.0.1</c>, with <c>+</c> before additional records.</summary>
    public static string Read(ReadOnlySpan<byte> message)
    {
        var text = new StringBuilder(((ResponseCode)(message[3] & 15)).ToString());
        if ((message[2] & 2) != 0)
            text.Append(" truncated");
        int at = DnsName.Skip(message, 12) + 4;
        int answers = Word(message, 6), authority = Word(message, 8), all = answers + authority + Word(message, 10);
        for (int i = 0; i < all; i++)
        {
            int fixedPart = DnsName.Skip(message, at), length = Word(message, fixedPart + 8);
            var type = (RecordType)Word(message, fixedPart);
            if (i < answers || (i >= answers + authority && type != RecordType.Opt))
                text.Append(i < answers ? ' ' : '+').Append($"{type} {Data(type, message.Slice(fixedPart + 10, length))}");
            at = fixedPart + 10 + length;
        }

        Assert.Equal(message.Length, at);
        return text.ToString();
    }

    private static string Data(RecordType type, ReadOnlySpan<byte> data) => type switch
    {
        RecordType.A or RecordType.Aaaa => new IPAddress(data).ToString(),
        RecordType.Srv => $"{Word(data, 4)} {DnsName.Decode(data[6..])}",
        RecordType.Cname or RecordType.Ptr or RecordType.Ns => DnsName.Decode(data),
        RecordType.Txt => Encoding.ASCII.GetString(data[1..]),
        _ => Convert.ToHexString(data),
    };

    private static int Word(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
}

using System.Buffers.Binary;

namespace Tiphys.Network.Dns.Wire;

/// <summary>What a query asks (RFC 1035, RFC 6891). Made without allocating.</summary>
internal readonly ref struct DnsQuery
{
    public const int HeaderBytes = 12;
    public const int MinUdpBytes = 512;

    private const ushort ResponseFlag = 0x8000;
    private const ushort OpcodeMask = 0x7800;

    private DnsQuery(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
    {
        Message = message;
        Name = name;
    }

    public ReadOnlySpan<byte> Message { get; }

    /// <summary>The name asked for, in wire form and lower case.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public RecordType Type { get; private init; }

    /// <summary>Where the question ends in the message.</summary>
    public int QuestionEnd { get; private init; }

    public bool HasEdns { get; private init; }

    public bool WantsDnssec { get; private init; }

    /// <summary>How long an answer over UDP may be.</summary>
    public int UdpBytes { get; private init; }

    /// <summary>Anything but <see cref="ResponseCode.NoError"/> is the answer already.</summary>
    public ResponseCode Error { get; private init; }

    /// <param name="scratch">Holds the name; at least 255 bytes.</param>
    /// <returns>False for what deserves no answer: a fragment, or an answer itself.</returns>
    public static bool TryParse(ReadOnlySpan<byte> message, Span<byte> scratch, out DnsQuery query)
    {
        query = default;
        if (message.Length < HeaderBytes)
            return false;
        ushort flags = Word(message, 2);
        if ((flags & ResponseFlag) != 0)
            return false;
        if ((flags & OpcodeMask) != 0)
        {
            query = Failed(message, ResponseCode.NotImplemented);
            return true;
        }

        int length = Word(message, 4) == 1 ? DnsName.ReadLowered(message, HeaderBytes, scratch) : 0;
        int end = HeaderBytes + length + 4;
        if (length == 0 || end > message.Length)
        {
            query = Failed(message, ResponseCode.FormatError);
            return true;
        }

        bool internet = Word(message, end - 2) == 1;
        query = ReadEdns(message, end, new DnsQuery(message, scratch[..length])
        {
            Type = (RecordType)Word(message, end - 4),
            QuestionEnd = end,
            UdpBytes = MinUdpBytes,
            Error = internet ? ResponseCode.NoError : ResponseCode.Refused,
        });
        return true;
    }

    private static DnsQuery Failed(ReadOnlySpan<byte> message, ResponseCode code) =>
        new(message, default) { QuestionEnd = 0, UdpBytes = MinUdpBytes, Error = code };

    /// <summary>Looks for the OPT record behind the question. Queries carry no other record save a signature, which is passed over.</summary>
    private static DnsQuery ReadEdns(ReadOnlySpan<byte> message, int offset, DnsQuery query)
    {
        int records = Word(message, 6) + Word(message, 8) + Word(message, 10);
        for (int i = 0; i < records; i++)
        {
            int fixedPart = DnsName.Skip(message, offset);
            if (fixedPart < 0 || fixedPart + 10 > message.Length)
                return Failed(message, ResponseCode.FormatError);
            if ((RecordType)Word(message, fixedPart) == RecordType.Opt)
            {
                const int dnssecOk = 0x8000;
                return new DnsQuery(message, query.Name)
                {
                    Type = query.Type,
                    QuestionEnd = query.QuestionEnd,
                    HasEdns = true,
                    WantsDnssec = (Word(message, fixedPart + 6) & dnssecOk) != 0,
                    UdpBytes = Math.Max(MinUdpBytes, (int)Word(message, fixedPart + 2)),
                    Error = message[fixedPart + 5] != 0 ? ResponseCode.BadVersion : query.Error,
                };
            }

            offset = fixedPart + 10 + Word(message, fixedPart + 8);
        }

        return query;
    }

    private static ushort Word(ReadOnlySpan<byte> message, int offset) => BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
}

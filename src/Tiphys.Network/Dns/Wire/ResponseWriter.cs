using System.Buffers.Binary;

namespace Tiphys.Network.Dns.Wire;

/// <summary>Writes an answer into a buffer, section by section, never beyond what the asker takes.</summary>
internal ref struct ResponseWriter
{
    /// <summary>What we take over UDP, and the most we send: below it hardly any path fragments (the size DNS flag day 2020 advises).</summary>
    public const int OurUdpBytes = 1_232;

    private const int OptBytes = 11;
    private const int QueryFlagsKept = 0x0110; // recursion desired, checking disabled
    private const ushort Response = 0x8000;
    private const ushort Authoritative = 0x0400;
    private const ushort TruncatedFlag = 0x0200;
    private const ushort RecursionAvailable = 0x0080;

    private readonly Span<byte> _buffer;
    private readonly int _limit;
    private readonly bool _edns;
    private ushort _flags;
    private int _at;

    /// <param name="limit">Bytes the answer may have.</param>
    public ResponseWriter(in DnsQuery query, Span<byte> buffer, int limit, ResponseCode code, bool authoritative)
    {
        _buffer = buffer;
        _edns = query.HasEdns;
        _limit = Math.Min(limit, buffer.Length) - (query.HasEdns ? OptBytes : 0);
        int question = Math.Max(DnsQuery.HeaderBytes, query.QuestionEnd);
        query.Message[..question].CopyTo(buffer);
        _at = question;
        ushort asked = BinaryPrimitives.ReadUInt16BigEndian(query.Message[2..]);
        _flags = (ushort)(Response | RecursionAvailable | (asked & (QueryFlagsKept | 0x7800)) | (authoritative ? Authoritative : 0) | ((int)code & 15));
        buffer.Slice(4, 8).Clear();
        buffer[5] = query.QuestionEnd == 0 ? (byte)0 : (byte)1;
        ExtendedCode = (byte)((int)code >> 4);
        WantsDnssec = query.WantsDnssec;
    }

    private byte ExtendedCode { get; }

    private bool WantsDnssec { get; }

    /// <summary>Adds the answers, beginning with another one each time where all have one size; sets the truncated flag if not all fit.</summary>
    /// <param name="turn">Any number; decides which answer comes first.</param>
    public void Answers(RecordBlock block, uint turn)
    {
        if (block.RecordBytes == 0)
        {
            if (TryAppend(block.Bytes, 6, block.Count))
                return;
            _flags |= TruncatedFlag;
            return;
        }

        int fitting = Math.Min(block.Count, (_limit - _at) / block.RecordBytes);
        if (fitting < block.Count)
            _flags |= TruncatedFlag;
        int first = block.Count > 1 ? (int)(turn % (uint)block.Count) : 0;
        for (int i = 0; i < fitting; i++)
        {
            block.Bytes.AsSpan((first + i) % block.Count * block.RecordBytes, block.RecordBytes).CopyTo(_buffer[_at..]);
            _at += block.RecordBytes;
        }

        AddCount(6, fitting);
    }

    /// <summary>Adds one address under the name asked for.</summary>
    public void Address(RecordType type, int secondsToLive, scoped ReadOnlySpan<byte> address)
    {
        Span<byte> record = stackalloc byte[12 + 16];
        RecordBlock.QuestionName.CopyTo(record);
        BinaryPrimitives.WriteUInt16BigEndian(record[2..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(record[4..], 1);
        BinaryPrimitives.WriteInt32BigEndian(record[6..], secondsToLive);
        BinaryPrimitives.WriteUInt16BigEndian(record[10..], (ushort)address.Length);
        address.CopyTo(record[12..]);
        TryAppend(record[..(12 + address.Length)], 6, 1);
    }

    public void Authority(RecordBlock block) => TryAppend(block.Bytes, 8, block.Count);

    /// <summary>Adds records that only save a question; left out if they do not fit.</summary>
    public void Additional(RecordBlock block) => TryAppend(block.Bytes, 10, block.Count);

    /// <returns>The length of the message.</returns>
    public int Finish()
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], _flags);
        if (!_edns)
            return _at;
        var opt = _buffer.Slice(_at, OptBytes);
        opt.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(opt[1..], (ushort)RecordType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(opt[3..], OurUdpBytes);
        opt[5] = ExtendedCode;
        opt[7] = WantsDnssec ? (byte)0x80 : (byte)0;
        AddCount(10, 1);
        return _at + OptBytes;
    }

    private bool TryAppend(scoped ReadOnlySpan<byte> records, int counter, int count)
    {
        if (_at + records.Length > _limit)
            return false;
        records.CopyTo(_buffer[_at..]);
        _at += records.Length;
        AddCount(counter, count);
        return true;
    }

    private readonly void AddCount(int counter, int count)
    {
        var field = _buffer[counter..];
        BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(field) + count));
    }
}

using System.Buffers.Binary;

namespace Tiphys.Api.Catalogue;

/// <summary>Records found by number: a count, little-endian offsets, the records.</summary>
internal readonly struct OffsetTable(ReadOnlyMemory<byte> data)
{
    private readonly ReadOnlyMemory<byte> _data = data;

    public int Count { get; } = (int)BinaryPrimitives.ReadUInt32LittleEndian(data.Span);

    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var span = _data.Span;
            var records = 4 + (4 * (Count + 1));
            var start = (int)BinaryPrimitives.ReadUInt32LittleEndian(span[(4 + (4 * number))..]);
            var end = (int)BinaryPrimitives.ReadUInt32LittleEndian(span[(8 + (4 * number))..]);
            return span[(records + start)..(records + end)];
        }
    }
}

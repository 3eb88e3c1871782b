using System.Buffers.Binary;

namespace Tiphys.Storage.Sqlite;

/// <summary>The running check sum of a write-ahead log (https://www.sqlite.org/fileformat2.html#checksum_algorithm).</summary>
internal sealed class WalSum(bool bigEndian)
{
    private uint _first;
    private uint _second;

    /// <param name="bytes">A multiple of eight bytes.</param>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i += 8)
        {
            _first += Word(bytes[i..]) + _second;
            _second += Word(bytes[(i + 4)..]) + _first;
        }
    }

    public void Restart(uint first, uint second) => (_first, _second) = (first, second);

    public bool Equals(uint first, uint second) => _first == first && _second == second;

    private uint Word(ReadOnlySpan<byte> bytes) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}

using System.Numerics;
using System.Runtime.InteropServices;

namespace Tiphys.Storage.Sqlite;

/// <summary>One change of one key as the log table holds it.</summary>
/// <param name="Id">Revision and ordinal, see <see cref="RowId"/>.</param>
/// <param name="CreateRevision">The revision that made the key (for a delete: had made it).</param>
/// <param name="PreviousRow">The row that changed the key before; 0 if there was none.</param>
/// <param name="Value">Null for a delete.</param>
internal readonly record struct LogRow(long Id, long CreateRevision, long PreviousRow, StoreKey Key, ReadOnlyMemory<byte>? Value)
{
    /// <summary>The check sum kept with a row (CRC-32C over key, value and numbers): finds bytes that changed on disk, which SQLite itself does not look for.</summary>
    public static uint Sum(long id, long created, long previous, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        uint sum = BitOperations.Crc32C(uint.MaxValue, (ulong)id);
        sum = BitOperations.Crc32C(sum, (ulong)created);
        sum = BitOperations.Crc32C(sum, (ulong)previous);
        return Add(Add(sum, key), value);
    }

    private static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
            sum = BitOperations.Crc32C(sum, word);
        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..])
            sum = BitOperations.Crc32C(sum, rest);
        return sum;
    }
}

namespace Tiphys.SchemaGenerator;

/// <summary>Records that are found by number: a count, the offsets, the records.</summary>
internal static class OffsetTable
{
    public static void Write(BinaryWriter output, IReadOnlyList<byte[]> records)
    {
        output.Write((uint)records.Count);
        var offset = 0u;
        foreach (var record in records)
        {
            output.Write(offset);
            offset += (uint)record.Length;
        }

        output.Write(offset);
        foreach (var record in records)
            output.Write(record);
    }
}

using System.Text;

namespace Tiphys.Storage.Sqlite;

/// <summary>Numbers the file keeps beside the log.</summary>
/// <param name="Compacted">History up to and including this revision is forgotten; also the lowest the revision can be.</param>
/// <param name="Swept">Rows up to this number have been cleared of what the compaction forgot.</param>
internal readonly record struct Marks(long Compacted, long Swept)
{
    public static ReadOnlySpan<byte> CompactedName => "compacted"u8;

    public static ReadOnlySpan<byte> SweptName => "swept"u8;

    public static Marks Read(Database database)
    {
        long ByName(ReadOnlySpan<byte> name) =>
            database.ReadNumber($"SELECT value FROM mark WHERE name = CAST('{Encoding.ASCII.GetString(name)}' AS BLOB)");
        return new Marks(ByName(CompactedName), ByName(SweptName));
    }
}

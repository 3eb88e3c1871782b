namespace Tiphys.Storage.Sqlite;

/// <summary>The row number of a change: its revision and its place within the transaction, so that rows stand in the order of history.</summary>
internal static class RowId
{
    private const int OrdinalBits = 12;

    public static long Of(long revision, int ordinal) => (revision << OrdinalBits) | (long)ordinal;

    public static long Revision(long id) => id >> OrdinalBits;

    public static int Ordinal(long id) => (int)(id & ((1 << OrdinalBits) - 1));

    /// <summary>The highest number a row of the revision can have.</summary>
    public static long Last(long revision) => Of(revision, (1 << OrdinalBits) - 1);
}

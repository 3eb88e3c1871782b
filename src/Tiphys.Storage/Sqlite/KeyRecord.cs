namespace Tiphys.Storage.Sqlite;

/// <summary>What the index knows of a key: its newest row.</summary>
/// <param name="Row">The row that last changed the key (<see cref="RowId"/>).</param>
/// <param name="CreateRevision">The revision that made the key; 0 if that row deleted it.</param>
internal readonly record struct KeyRecord(long Row, long CreateRevision)
{
    public bool IsDeleted => CreateRevision == 0;

    /// <summary>What an expectation is compared with: 0 for an absent key.</summary>
    public long ModRevision => IsDeleted ? 0 : RowId.Revision(Row);
}

namespace Tiphys.Storage.Sqlite;

/// <summary>Something that only the writer's thread may do.</summary>
internal interface IWriterWork
{
    void Fail(Exception reason);
}

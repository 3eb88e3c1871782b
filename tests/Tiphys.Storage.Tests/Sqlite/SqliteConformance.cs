using Tiphys.Storage.Tests.Conformance;

namespace Tiphys.Storage.Tests.Sqlite;

/// <summary>The kit, run against the SQLite engine.</summary>
public static class SqliteConformance
{
    public sealed class Commits : CommitConformance<SqliteDriver>;

    public sealed class Ranges : RangeConformance<SqliteDriver>;

    public sealed class Watches : WatchConformance<SqliteDriver>;

    public sealed class Compactions : CompactionConformance<SqliteDriver>;
}

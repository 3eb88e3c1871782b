using Tiphys.Storage.Sqlite;

namespace Tiphys.Storage.Tests.Sqlite;

/// <summary>A directory of its own for one test's store.</summary>
public sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tiphys-store-");

    public string File => Path.Combine(_directory.FullName, "state.db");

    public string Wal => File + "-wal";

    public string Named(string name) => Path.Combine(_directory.FullName, name);

    public SqliteStoreOptions Options => new() { Path = File, RecentBytes = 64 << 10, CheckpointBytes = 1 << 20, ReserveBytes = 0 };

    public Task<SqliteStore> OpenAsync() => SqliteStore.OpenAsync(Options, TestContext.Current.CancellationToken);

    public void Dispose() => _directory.Delete(recursive: true);
}

using Tiphys.Storage.Tests.Conformance;

namespace Tiphys.Storage.Tests.Sqlite;

public sealed class SqliteDriver : IStoreDriver
{
    private readonly StoreFolder _folder = new();

    public async Task<IRevisionedStore> OpenAsync() => await _folder.OpenAsync();

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

using Tiphys.Storage.Encryption;
using Tiphys.Storage.Tests.Conformance;
using Tiphys.Storage.Tests.Sqlite;

namespace Tiphys.Storage.Tests.Encryption;

public sealed class EncryptedDriver : IStoreDriver
{
    private readonly SqliteDriver _inner = new();

    public async Task<IRevisionedStore> OpenAsync() =>
        new EncryptedStore(await _inner.OpenAsync(), [new EncryptionKey("k1", new byte[32])], [new StoreKey("/")]);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}

using Tiphys.Storage.Encryption;
using Tiphys.Storage.Tests.Conformance;
using Tiphys.Storage.Tests.Sqlite;

namespace Tiphys.Storage.Tests.Encryption;

public sealed class EncryptedDriver : IStoreDriver
{
    private static readonly EncryptionKey Key = new("k1", new byte[32]);
    private readonly SqliteDriver _inner = new();

    public async Task<IRevisionedStore> OpenAsync() =>
        new EncryptedStore(await _inner.OpenAsync(), new EncryptionPlan(new StoreKey("/"), [new(new StoreKey("/"), Key)], [Key]));

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}

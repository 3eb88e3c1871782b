using Tiphys.Storage.Etcd;

namespace Tiphys.Storage.Tests.Etcd;

/// <summary>One etcd for all tests of the kit, which therefore run one after another, each on an emptied store.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EtcdFixture : ICollectionFixture<EtcdFixture>, IDisposable
{
    public const string Name = "etcd";

    private static EtcdProcess? _shared;

    public EtcdFixture() => _shared = new EtcdProcess();

    /// <summary>Opens a store once the process answers.</summary>
    public static async Task<EtcdStore> ConnectAsync(IReadOnlyList<Uri> endpoints)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await EtcdStore.OpenAsync(new EtcdStoreOptions { Endpoints = endpoints, CallTimeout = TimeSpan.FromSeconds(2) });
            }
            catch (StoreUnavailableException) when (attempt < 200)
            {
                // still starting: each attempt takes as long as the refusal takes
                await Task.Delay(50);
            }
        }
    }

    public static async Task<IRevisionedStore> OpenEmptyAsync()
    {
        var store = await ConnectAsync(_shared!.Endpoints);
        foreach (var entry in (await store.RangeAsync(default, default, 0, 0, default)).Entries.Chunk(100))
            await store.CommitAsync([.. entry.Select(old => new StoreWrite(old.Key, null, old.ModRevision))], default);
        return store;
    }

    public void Dispose() => _shared?.Dispose();
}

namespace Tiphys.Storage.Tests.Conformance;

/// <summary>The ground of the kit: one empty store per test.</summary>
public abstract class StoreConformance<TDriver> : IAsyncLifetime
    where TDriver : IStoreDriver, new()
{
    private readonly TDriver _driver = new();

    protected IRevisionedStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await _driver.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await _driver.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

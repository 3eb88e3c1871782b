using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>The catalogue that is served now. Requests read it once; a change of the definitions swaps it.</summary>
internal sealed class CatalogHolder(IResourceCatalog initial)
{
    private IResourceCatalog _current = initial;

    /// <summary>Raised after a swap, by the thread that made it.</summary>
    public event Action? Changed;

    public IResourceCatalog Current => Volatile.Read(ref _current);

    public void Swap(IResourceCatalog next)
    {
        Volatile.Write(ref _current, next);
        Changed?.Invoke();
    }
}

using Tiphys.Api.Resources;
using Tiphys.ApiServer.CustomResources;

namespace Tiphys.ApiServer.Registry;

/// <summary>The catalogue that is served now. Requests read it once; a change of the definitions swaps it.</summary>
internal sealed class CatalogHolder(IResourceCatalog initial)
{
    private static readonly Dictionary<(GroupVersion, string), CustomFacts> NoFacts = [];
    private ServedCatalog _served = new(initial, NoFacts);

    /// <summary>Raised after a swap, by the thread that made it.</summary>
    public event Action? Changed;

    /// <summary>The resources built into the server.</summary>
    public IResourceCatalog BuiltIn { get; } = initial;

    public ServedCatalog Served => Volatile.Read(ref _served);

    public IResourceCatalog Current => Served.Resources;

    public void Swap(ServedCatalog next)
    {
        Volatile.Write(ref _served, next);
        Changed?.Invoke();
    }
}

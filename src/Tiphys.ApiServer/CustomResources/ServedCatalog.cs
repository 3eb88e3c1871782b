using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.CustomResources;

/// <summary>A catalogue with what the definitions say of their resources. Immutable; swapped as one.</summary>
internal sealed class ServedCatalog(IResourceCatalog resources, IReadOnlyDictionary<(GroupVersion Version, string Resource), CustomFacts> facts)
{
    public IResourceCatalog Resources { get; } = resources;

    /// <summary>Null for built-in resources.</summary>
    public CustomFacts? FactsOf(ResourceInfo resource) =>
        resource.IsCustom && facts.TryGetValue((resource.GroupVersion, resource.Resource), out var found) ? found : null;
}

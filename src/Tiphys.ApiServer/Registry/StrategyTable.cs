using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>Which strategy a resource has; most have the default.</summary>
internal sealed class StrategyTable
{
    private readonly Dictionary<GroupResource, ResourceStrategy> _strategies = [];

    public ResourceStrategy For(GroupResource resource) => _strategies.GetValueOrDefault(resource, ResourceStrategy.Default);

    public void Add(GroupResource resource, ResourceStrategy strategy) => _strategies.Add(resource, strategy);
}

using System.Diagnostics.CodeAnalysis;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Subresources;

/// <summary>Which subresources have a handler of their own. An empty name stands for creates of the resource itself.</summary>
internal sealed class SubresourceTable
{
    private readonly Dictionary<(GroupResource Resource, string Name), ISubresourceHandler> _handlers = [];

    public void Add(GroupResource resource, string name, ISubresourceHandler handler) => _handlers.Add((resource, name), handler);

    /// <summary>The scale of custom resources, whichever there are.</summary>
    public required ISubresourceHandler CustomScale { get; init; }

    public bool TryGet(ResourceInfo resource, string name, [NotNullWhen(true)] out ISubresourceHandler? handler)
    {
        handler = resource.IsCustom && name == "scale" && resource.Subresources.Any(sub => sub.Name == name) ? CustomScale : null;
        return handler is not null || _handlers.TryGetValue((resource.GroupResource, name), out handler);
    }
}

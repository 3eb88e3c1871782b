using System.Diagnostics.CodeAnalysis;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Subresources;

/// <summary>Which subresources have a handler of their own. An empty name stands for creates of the resource itself.</summary>
internal sealed class SubresourceTable
{
    private readonly Dictionary<(GroupResource Resource, string Name), ISubresourceHandler> _handlers = [];

    public void Add(GroupResource resource, string name, ISubresourceHandler handler) => _handlers.Add((resource, name), handler);

    public bool TryGet(GroupResource resource, string name, [NotNullWhen(true)] out ISubresourceHandler? handler) =>
        _handlers.TryGetValue((resource, name), out handler);
}

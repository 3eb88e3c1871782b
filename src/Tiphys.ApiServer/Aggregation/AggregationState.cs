using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Which groups and versions other servers answer for at this moment, and which of them are reachable. Swapped as one.</summary>
internal sealed class AggregationState
{
    private FrozenDictionary<GroupVersion, (AggregatedService Service, bool Available)> _services =
        FrozenDictionary<GroupVersion, (AggregatedService, bool)>.Empty;

    public bool IsEmpty => Volatile.Read(ref _services).Count == 0;

    public bool TryGet(GroupVersion groupVersion, [NotNullWhen(true)] out AggregatedService? service, out bool available)
    {
        var found = Volatile.Read(ref _services).TryGetValue(groupVersion, out var entry);
        (service, available) = entry;
        return found;
    }

    public void Swap(IEnumerable<(AggregatedService Service, bool Available)> services) =>
        Volatile.Write(ref _services, services.ToFrozenDictionary(entry => entry.Service.GroupVersion));
}

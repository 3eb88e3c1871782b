using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Which groups and versions other servers answer for at this moment, and which of them are reachable. Swapped as one.</summary>
internal sealed class AggregationState
{
    private FrozenDictionary<GroupVersion, (AggregatedService Service, bool Available)> _services =
        FrozenDictionary<GroupVersion, (AggregatedService, bool)>.Empty;

    private FrozenDictionary<string, AggregatedService> _documents = FrozenDictionary<string, AggregatedService>.Empty;

    public bool IsEmpty => Volatile.Read(ref _services).Count == 0;

    public bool TryGet(GroupVersion groupVersion, [NotNullWhen(true)] out AggregatedService? service, out bool available)
    {
        var found = Volatile.Read(ref _services).TryGetValue(groupVersion, out var entry);
        (service, available) = entry;
        return found;
    }

    /// <summary>The server that answers for an OpenAPI v3 document.</summary>
    /// <param name="path">Without <c>/openapi/v3/</c>.</param>
    public bool TryGetDocument(string path, [NotNullWhen(true)] out AggregatedService? service) => Volatile.Read(ref _documents).TryGetValue(path, out service);

    public void SwapDocuments(IEnumerable<KeyValuePair<string, AggregatedService>> documents) =>
        Volatile.Write(ref _documents, documents.DistinctBy(entry => entry.Key).ToFrozenDictionary());

    public void Swap(IEnumerable<(AggregatedService Service, bool Available)> services) =>
        Volatile.Write(ref _services, services.ToFrozenDictionary(entry => entry.Service.GroupVersion));
}

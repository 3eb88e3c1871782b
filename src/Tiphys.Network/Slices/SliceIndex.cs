using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;

namespace Tiphys.Network.Slices;

/// <summary>EndpointSlices by the service they belong to, whoever made them.</summary>
internal static class SliceIndex
{
    // Caches are shared with other components; an index of the same name with another meaning would win or lose silently.
    private const string Name = "network.sliceByService";
    private const string ServiceLabel = "kubernetes.io/service-name";

    public static void AddTo(ObjectCache<V1EndpointSlice> cache) => cache.AddIndex(Name, slice => ServiceOf(slice) is { } key ? [key.ToString()] : []);

    public static IReadOnlyList<V1EndpointSlice> Of(ObjectCache<V1EndpointSlice> cache, ObjectKey service) => cache.ByIndex(Name, service.ToString());

    /// <summary>The service of a slice; null if it names none.</summary>
    public static ObjectKey? ServiceOf(V1EndpointSlice slice) =>
        slice.Label(ServiceLabel) is { } name ? new ObjectKey(slice.Metadata.NamespaceProperty, name) : null;
}

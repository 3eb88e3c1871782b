using k8s;
using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.Ownership;

/// <summary>The index of objects by the controller that owns them, orphans apart by namespace.</summary>
internal static class ControllerIndex
{
    private const string Name = "controllerUid";

    public static void AddControllerIndex<T>(this ObjectCache<T> cache)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        cache.AddIndex(Name, item => [item.ControllerOf()?.Uid ?? OrphansOf(item.Metadata.NamespaceProperty)]);

    /// <summary>What the owner controls.</summary>
    public static IReadOnlyList<T> OwnedBy<T>(this ObjectCache<T> cache, string ownerUid)
        where T : class, IKubernetesObject<V1ObjectMeta> => cache.ByIndex(Name, ownerUid);

    /// <summary>What no controller owns in a namespace.</summary>
    public static IReadOnlyList<T> Orphans<T>(this ObjectCache<T> cache, string ns)
        where T : class, IKubernetesObject<V1ObjectMeta> => cache.ByIndex(Name, OrphansOf(ns));

    private static string OrphansOf(string? ns) => $"orphan/{ns}";
}

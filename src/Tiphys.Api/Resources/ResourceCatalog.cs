using System.Diagnostics.CodeAnalysis;
using Tiphys.Api.Catalogue;

namespace Tiphys.Api.Resources;

/// <summary>An immutable catalogue of resources. Start from <see cref="BuiltIn"/> and derive others from it.</summary>
public sealed class ResourceCatalog : IResourceCatalog
{
    private static readonly Lazy<ResourceCatalog> Shared = new(() => new(ResourceReader.Read(BuiltInSchemas.Instance)));
    private readonly Dictionary<(GroupVersion Version, string Name), ResourceInfo> _byResource;
    private readonly Dictionary<(GroupVersion Version, string Name), ResourceInfo> _byKind;

    /// <summary>Takes the resources as they are; the order is the order of discovery.</summary>
    /// <exception cref="ArgumentException">Two resources share a path or a kind within a version.</exception>
    public ResourceCatalog(IEnumerable<ResourceInfo> resources)
    {
        All = [.. resources];
        _byResource = All.ToDictionary(info => (info.GroupVersion, info.Resource));
        _byKind = All.ToDictionary(info => (info.GroupVersion, info.Kind));
    }

    /// <summary>The built-in resources of the API level, in every version there is; betas are not served unless that is asked for.</summary>
    public static ResourceCatalog BuiltIn => Shared.Value;

    public IReadOnlyList<ResourceInfo> All { get; }

    public bool TryGet(GroupVersion groupVersion, string resource, [NotNullWhen(true)] out ResourceInfo? info) =>
        _byResource.TryGetValue((groupVersion, resource), out info);

    public bool TryGetByKind(GroupVersion groupVersion, string kind, [NotNullWhen(true)] out ResourceInfo? info) =>
        _byKind.TryGetValue((groupVersion, kind), out info);

    /// <summary>
    /// The catalogue with exactly these custom resources beside the built-in ones: those it had before and that are not given are
    /// gone. Within a group, versions stand in the order of Kubernetes version priority (v2, v1, v1beta1 ...); new groups come
    /// last, by name.
    /// </summary>
    /// <exception cref="ArgumentException">A custom resource collides with another resource.</exception>
    public ResourceCatalog With(IEnumerable<ResourceInfo> customResources) => new(
        All.Where(info => !info.IsCustom).Concat(customResources
            .OrderBy(info => info.GroupVersion.Group, StringComparer.Ordinal)
            .ThenBy(info => info.GroupVersion.Version, VersionPriority.Comparer)
            .ThenBy(info => info.Resource, StringComparer.Ordinal)));
}

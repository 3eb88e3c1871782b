using System.Diagnostics.CodeAnalysis;

namespace Tiphys.Api.Resources;

/// <summary>Everything that is served at one moment: the built-in resources and those that definitions added.</summary>
/// <remarks>An immutable snapshot; a change makes a new one. Safe for any number of threads.</remarks>
public interface IResourceCatalog
{
    /// <summary>Every served version of every resource; groups and versions in discovery order.</summary>
    IReadOnlyList<ResourceInfo> All { get; }

    /// <summary>Finds a resource by the path it is served under.</summary>
    bool TryGet(GroupVersion groupVersion, string resource, [NotNullWhen(true)] out ResourceInfo? info);

    /// <summary>Finds a resource by the kind of its objects.</summary>
    bool TryGetByKind(GroupVersion groupVersion, string kind, [NotNullWhen(true)] out ResourceInfo? info);
}

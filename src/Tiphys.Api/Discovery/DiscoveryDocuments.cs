using System.Collections.Concurrent;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Discovery;

/// <summary>
/// Everything discovery answers for one catalogue, as encoded JSON. Each document is made when it is first asked for and kept;
/// a changed catalogue gets a new instance.
/// </summary>
/// <remarks>
/// Safe for any number of threads. The bytes are shared: nobody may change them. Documents follow meta.k8s.io/v1 and
/// apidiscovery.k8s.io/v2.
/// </remarks>
public sealed class DiscoveryDocuments
{
    /// <summary>The group priority that custom resources have.</summary>
    private const int CustomGroupPriority = 1000;
    private readonly List<(string Name, IReadOnlyList<string> Versions, ExtensionGroup? Extension)> _groups;
    private readonly ILookup<GroupVersion, ResourceInfo> _resources;
    private readonly ConcurrentDictionary<string, byte[]> _made = new(StringComparer.Ordinal);

    /// <param name="catalog">What this server answers for itself.</param>
    /// <param name="extensions">Groups other servers answer for. A group the catalogue has too is shown from the catalogue.</param>
    public DiscoveryDocuments(IResourceCatalog catalog, IEnumerable<ExtensionGroup>? extensions = null)
    {
        _resources = catalog.All.ToLookup(info => info.GroupVersion);
        _groups = Order(catalog, extensions ?? []);
    }

    /// <summary><c>/api</c>: APIVersions.</summary>
    /// <param name="serverAddress">Host and port clients reach the server at.</param>
    public ReadOnlyMemory<byte> CoreVersions(string serverAddress) =>
        Keep("/api " + serverAddress, () => LegacyDiscovery.CoreVersions(serverAddress));

    /// <summary><c>/apis</c>: APIGroupList.</summary>
    public ReadOnlyMemory<byte> GroupList => Keep("/apis", () => LegacyDiscovery.GroupList(
        Named().Select(group => LegacyDiscovery.Group(group.Name, group.Versions, standalone: false))));

    /// <summary><c>/api</c> as an APIGroupDiscoveryList that holds the core group only.</summary>
    /// <param name="version"><c>v2</c> or <c>v2beta1</c>.</param>
    public ReadOnlyMemory<byte> AggregatedCore(string version = "v2") => Keep("core " + version, () => AggregatedDiscovery.List(
        version, _groups.Where(group => group.Name.Length == 0).Select(Aggregate)));

    /// <summary><c>/apis</c> as an APIGroupDiscoveryList of all groups but core.</summary>
    /// <param name="version"><c>v2</c> or <c>v2beta1</c>.</param>
    public ReadOnlyMemory<byte> Aggregated(string version = "v2") =>
        Keep("all " + version, () => AggregatedDiscovery.List(version, Named().Select(Aggregate)));

    /// <summary><c>/apis/GROUP</c>: APIGroup.</summary>
    public bool TryGetGroup(string name, out ReadOnlyMemory<byte> document)
    {
        var group = Named().FirstOrDefault(group => group.Name == name);
        document = group.Name is null ? default : Keep("/apis/" + name, () => LegacyDiscovery.Group(name, group.Versions, standalone: true));
        return !document.IsEmpty;
    }

    /// <summary><c>/api/v1</c> or <c>/apis/GROUP/VERSION</c>: APIResourceList. Extensions answer for themselves.</summary>
    public bool TryGetResources(GroupVersion groupVersion, out ReadOnlyMemory<byte> document)
    {
        document = _resources.Contains(groupVersion)
            ? Keep("resources " + groupVersion, () => LegacyDiscovery.ResourceList(groupVersion, _resources[groupVersion]))
            : default;
        return !document.IsEmpty;
    }

    private static List<(string Name, IReadOnlyList<string> Versions, ExtensionGroup? Extension)> Order(
        IResourceCatalog catalog, IEnumerable<ExtensionGroup> extensions)
    {
        var own = catalog.All.GroupBy(info => info.GroupVersion.Group).ToList();
        var known = own.Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        var others = extensions.Where(group => !known.Contains(group.Name) && group.Versions.Any())
            .OrderByDescending(group => group.Priority).ThenBy(group => group.Name, StringComparer.Ordinal).ToList();
        return
        [
            .. own.Where(group => !group.First().IsCustom).Select(Own),
            .. others.Where(group => group.Priority > CustomGroupPriority).Select(Other),
            .. own.Where(group => group.First().IsCustom).Select(Own),
            .. others.Where(group => group.Priority <= CustomGroupPriority).Select(Other),
        ];

        static (string Name, IReadOnlyList<string> Versions, ExtensionGroup? Extension) Own(IGrouping<string, ResourceInfo> group) =>
            (group.Key, [.. group.Select(info => info.GroupVersion.Version).Distinct()], null);

        static (string Name, IReadOnlyList<string> Versions, ExtensionGroup? Extension) Other(ExtensionGroup group) =>
            (group.Name, [.. group.Versions], group);
    }

    private IEnumerable<(string Name, IReadOnlyList<string> Versions, ExtensionGroup? Extension)> Named() =>
        _groups.Where(group => group.Name.Length > 0);

    private DocObject Aggregate((string Name, IReadOnlyList<string> Versions, ExtensionGroup? Extension) group) =>
        group.Extension?.Document ?? AggregatedDiscovery.Group(group.Name, group.Versions, _resources);

    private ReadOnlyMemory<byte> Keep(string key, Func<DocObject> make) => _made.GetOrAdd(key, _ => make().ToUtf8());
}

using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Discovery;

/// <summary>The documents of discovery in one request: APIGroupDiscoveryList of apidiscovery.k8s.io, v2 and v2beta1 (the two differ in name only).</summary>
internal static class AggregatedDiscovery
{
    public static DocObject List(string version, IEnumerable<DocNode> groups) => new()
    {
        { "kind", "APIGroupDiscoveryList" },
        { "apiVersion", $"apidiscovery.k8s.io/{version}" },
        { "metadata", new DocObject() },
        { "items", new DocArray(groups) },
    };

    public static DocObject Group(string name, IReadOnlyList<string> versions, ILookup<GroupVersion, ResourceInfo> resources)
    {
        var metadata = new DocObject();
        if (name.Length > 0)
            metadata.Add("name", name);
        return new()
        {
            { "metadata", metadata },
            { "versions", new DocArray(versions.Select(version => Version(version, resources[new(name, version)]))) },
        };
    }

    private static DocObject Version(string version, IEnumerable<ResourceInfo> resources) => new()
    {
        { "version", version },
        { "resources", new DocArray(resources.OrderBy(info => info.Resource, StringComparer.Ordinal).Select(Resource)) },
        { "freshness", "Current" },
    };

    private static DocObject Resource(ResourceInfo info)
    {
        var entry = new DocObject
        {
            { "resource", info.Resource },
            { "responseKind", Kind(info.GroupVersion, info.Kind, info.GroupVersion) },
            { "scope", info.Namespaced ? "Namespaced" : "Cluster" },
            { "singularResource", info.Singular },
            { "verbs", new DocArray(info.Verbs.Select(verb => (DocNode)verb)) },
        };
        if (info.ShortNames.Count > 0)
            entry.Add("shortNames", new DocArray(info.ShortNames.Select(name => (DocNode)name)));
        if (info.Categories.Count > 0)
            entry.Add("categories", new DocArray(info.Categories.Select(name => (DocNode)name)));
        if (info.Subresources.Count > 0)
            entry.Add("subresources", new DocArray(info.Subresources.Select(subresource => Subresource(info, subresource))));
        return entry;
    }

    private static DocObject Subresource(ResourceInfo info, SubresourceInfo subresource) => new()
    {
        { "subresource", subresource.Name },
        { "responseKind", Kind(subresource.GroupVersion, subresource.Kind, info.GroupVersion) },
        { "verbs", new DocArray(subresource.Verbs.Select(verb => (DocNode)verb)) },
    };

    // A kind of the version that lists it is named without group and version.
    private static DocObject Kind(GroupVersion of, string kind, GroupVersion within) => new()
    {
        { "group", of == within ? "" : of.Group },
        { "version", of == within ? "" : of.Version },
        { "kind", kind },
    };
}

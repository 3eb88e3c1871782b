using System.Security.Cryptography;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Discovery;

/// <summary>The documents of discovery by request: a list of groups, then a list of resources for each version (meta.k8s.io/v1).</summary>
internal static class LegacyDiscovery
{
    public static DocObject CoreVersions(string serverAddress) => new()
    {
        { "kind", "APIVersions" },
        { "versions", new DocArray(["v1"]) },
        {
            "serverAddressByClientCIDRs",
            new DocArray([new DocObject { { "clientCIDR", "0.0.0.0/0" }, { "serverAddress", serverAddress } }])
        },
    };

    public static DocObject GroupList(IEnumerable<DocNode> groups) => new()
    {
        { "kind", "APIGroupList" },
        { "apiVersion", "v1" },
        { "groups", new DocArray(groups) },
    };

    /// <summary>A group, its preferred version first.</summary>
    public static DocObject Group(string name, IReadOnlyList<string> versions, bool standalone)
    {
        var group = new DocObject();
        if (standalone)
        {
            group.Add("kind", "APIGroup");
            group.Add("apiVersion", "v1");
        }

        group.Add("name", name);
        group.Add("versions", new DocArray(versions.Select(version => Version(name, version))));
        group.Add("preferredVersion", Version(name, versions[0]));
        return group;
    }

    public static DocObject ResourceList(GroupVersion groupVersion, IEnumerable<ResourceInfo> resources)
    {
        var entries = new DocArray();
        foreach (var info in resources.OrderBy(info => info.Resource, StringComparer.Ordinal))
        {
            entries.Add(Resource(info));
            foreach (var subresource in info.Subresources)
                entries.Add(Subresource(info, subresource));
        }

        var list = new DocObject { { "kind", "APIResourceList" } };

        // The core group's list has never said it.
        if (groupVersion.Group.Length > 0)
            list.Add("apiVersion", "v1");
        list.Add("groupVersion", groupVersion.ToString());
        list.Add("resources", entries);
        return list;
    }

    private static DocObject Version(string group, string version) => new()
    {
        { "groupVersion", new GroupVersion(group, version).ToString() },
        { "version", version },
    };

    private static DocObject Resource(ResourceInfo info)
    {
        var entry = new DocObject
        {
            { "name", info.Resource },
            { "singularName", info.Singular },
            { "namespaced", info.Namespaced },
            { "kind", info.Kind },
            { "verbs", new DocArray(info.Verbs.Select(verb => (DocNode)verb)) },
        };
        if (info.ShortNames.Count > 0)
            entry.Add("shortNames", new DocArray(info.ShortNames.Select(name => (DocNode)name)));
        if (info.Categories.Count > 0)
            entry.Add("categories", new DocArray(info.Categories.Select(name => (DocNode)name)));
        if (info.Verbs.Contains("watch"))
            entry.Add("storageVersionHash", StorageVersionHash(info));
        return entry;
    }

    private static DocObject Subresource(ResourceInfo info, SubresourceInfo subresource)
    {
        var entry = new DocObject
        {
            { "name", $"{info.Resource}/{subresource.Name}" },
            { "singularName", "" },
            { "namespaced", info.Namespaced },
        };
        if (subresource.GroupVersion != info.GroupVersion)
        {
            entry.Add("group", subresource.GroupVersion.Group);
            entry.Add("version", subresource.GroupVersion.Version);
        }

        entry.Add("kind", subresource.Kind);
        entry.Add("verbs", new DocArray(subresource.Verbs.Select(verb => (DocNode)verb)));
        return entry;
    }

    /// <summary>Changes when the version objects are stored in changes; storage migration watches it. Eight bytes of SHA-256.</summary>
    private static string StorageVersionHash(ResourceInfo info)
    {
        var stored = info.StorageVersion;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{stored.Group}/{stored.Version}/{info.Kind}"));
        return Convert.ToBase64String(hash, 0, 8);
    }
}

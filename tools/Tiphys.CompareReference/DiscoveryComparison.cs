using Tiphys.Api.Discovery;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.CompareReference;

/// <summary>Compares the discovery documents, legacy and aggregated.</summary>
internal static class DiscoveryComparison
{
    private static readonly HashSet<GroupVersion> Served = [.. ResourceCatalog.BuiltIn.All.Select(info => info.GroupVersion)];

    public static bool IsServed(GroupVersion version) => Served.Contains(version);

    public static void Run(string folder, Report report)
    {
        var documents = new DiscoveryDocuments(ResourceCatalog.BuiltIn);
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var expected = DocReader.ParseObject(File.ReadAllBytes(file));
            var actual = Actual(documents, expected);
            if (!actual.IsEmpty)
                Compare("discovery " + Path.GetFileNameWithoutExtension(file), expected, DocReader.ParseObject(actual), report);
            else
                report.Accept($"{expected.GetString("groupVersion") ?? expected.GetString("name")} is off by default");
        }
    }

    private static ReadOnlyMemory<byte> Actual(DiscoveryDocuments documents, DocObject expected)
    {
        switch (expected.GetString("kind"))
        {
            case "APIVersions": return documents.CoreVersions("10.10.10.10:8050");
            case "APIGroupList": return documents.GroupList;
            case "APIGroupDiscoveryList": return documents.Aggregated();
            case "APIGroup": return documents.TryGetGroup(expected.GetString("name")!, out var group) ? group : default;
            default:
                GroupVersion.TryParse(expected.GetString("groupVersion"), out var version);
                return documents.TryGetResources(version, out var resources) ? resources : default;
        }
    }

    private static void Compare(string group, DocObject expected, DocObject actual, Report report)
    {
        report.Compared(group);
        new TreeDifference(Accept, what => report.Difference(group, what)).Compare("", expected, actual);

        bool Accept(string path, DocNode? left, DocNode? right)
        {
            var off = right is null && left is DocObject entry && IsOffByDefault(path, entry);
            if (off)
            {
                report.Accept("a version that is off by default is not listed");
                return true;
            }

            var migrated = path.EndsWith("/storageVersionHash", StringComparison.Ordinal) && left is not null && right is not null;
            if (migrated)
                report.Accept("stored in the version that is served, where upstream still stores an older one");
            return migrated;
        }
    }

    private static bool IsOffByDefault(string path, DocObject entry)
    {
        var name = entry.GetString("groupVersion") ?? (entry.GetString("version") is { } version ? $"{GroupOf(path)}/{version}" : null);
        if (name is not null)
            return GroupVersion.TryParse(name, out var groupVersion) && !IsServed(groupVersion);
        var group = entry.GetString("name") ?? entry.GetObject("metadata")?.GetString("name");
        return group is not null && Served.All(served => served.Group != group) && entry.ContainsKey("versions");
    }

    // /items[apps/]/versions[v1/]
    private static string GroupOf(string path)
    {
        var open = path.IndexOf('[');
        return open < 0 ? "" : path[(open + 1)..path.IndexOf('/', open)];
    }
}

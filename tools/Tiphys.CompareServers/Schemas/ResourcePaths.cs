using Tiphys.Api.Documents;
using Tiphys.CompareServers.Connection;

namespace Tiphys.CompareServers.Schemas;

/// <summary>Where the objects of a kind are reached, as a server's discovery says.</summary>
internal sealed class ResourcePaths(Server server)
{
    private readonly Dictionary<string, DocObject> _lists = new(StringComparer.Ordinal);

    /// <summary>The collection of a kind, in the namespace of the comparison where it has namespaces, and whether objects have a status of their own.</summary>
    public async Task<(string Collection, bool HasStatus)> FindAsync(DocObject seed)
    {
        var (apiVersion, kind) = (seed.GetString("apiVersion")!, seed.GetString("kind")!);
        var root = apiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{apiVersion}" : $"/api/{apiVersion}";
        if (!_lists.TryGetValue(root, out var list))
            _lists[root] = list = await server.GetAsync(root);
        var resources = list.GetArray("resources")!.Objects().ToList();
        var resource = resources.First(entry => entry.GetString("kind") == kind && !entry.GetString("name")!.Contains('/', StringComparison.Ordinal));
        var name = resource.GetString("name");
        var place = seed.GetObject("metadata")?.GetString("namespace") is { } own && resource.GetBool("namespaced") == true ? $"/namespaces/{own}" : "";
        return ($"{root}{place}/{name}", resources.Any(entry => entry.GetString("name") == name + "/status"));
    }
}

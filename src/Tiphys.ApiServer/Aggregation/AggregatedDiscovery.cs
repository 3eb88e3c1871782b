using Tiphys.Api.Discovery;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Fetches what aggregated servers say they serve, in the form that this server's own discovery has.</summary>
internal sealed class AggregatedDiscovery(AvailabilityCheck check)
{
    private Dictionary<string, DocObject> _known = [];

    /// <summary>All groups with their versions, preferred first. A version that cannot be asked for is shown as last seen, or empty, and marked stale.</summary>
    public async Task<IReadOnlyList<ExtensionGroup>> FetchAsync(IReadOnlyList<AggregatedService> services, Func<AggregatedService, bool> available, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, DocObject>();
        foreach (var service in services)
        {
            var fetched = available(service) ? await FetchVersionAsync(service, cancellationToken).ConfigureAwait(false) : null;
            known[service.Name] = fetched ?? Stale(service);
        }

        _known = known;
        return [.. services.GroupBy(service => service.GroupVersion.Group).Select(group => Group(group.Key, [.. group]))];
    }

    private ExtensionGroup Group(string name, IReadOnlyList<AggregatedService> services)
    {
        var ordered = services.OrderByDescending(service => service.VersionPriority).ThenBy(service => service.GroupVersion.Version, VersionPriority.Comparer);
        return new(services.Max(service => service.GroupPriority), new DocObject
        {
            { "metadata", new DocObject { { "name", name } } },
            { "versions", new DocArray(ordered.Select(service => _known[service.Name])) },
        });
    }

    private DocObject Stale(AggregatedService service)
    {
        var shown = _known.GetValueOrDefault(service.Name)?.Clone() ?? new DocObject { { "version", service.GroupVersion.Version } };
        shown["freshness"] = "Stale";
        return shown;
    }

    private async Task<DocObject?> FetchVersionAsync(AggregatedService service, CancellationToken cancellationToken)
    {
        var url = $"https://{service.Service.Host}/apis/{service.GroupVersion}";
        try
        {
            using var answer = await check.SendAsync(service, url, "application/json", cancellationToken).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
                return null;
            var list = DocReader.ParseObject(await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            return Convert(service, list);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or DocFormatException or TimeoutException)
        {
            // Its availability says so already; discovery goes on without it.
            return null;
        }
    }

    /// <summary>From an APIResourceList to a version of an APIGroupDiscovery.</summary>
    private static DocObject Convert(AggregatedService service, DocObject list)
    {
        var resources = new DocArray();
        var byName = new Dictionary<string, DocObject>(StringComparer.Ordinal);
        foreach (var row in list.GetArray("resources")?.Objects() ?? [])
        {
            var name = row.GetString("name") ?? "";
            var slash = name.IndexOf('/');
            if (slash < 0)
                resources.Add(byName[name] = Resource(service, row, name));
            else if (byName.TryGetValue(name[..slash], out var parent))
                AddSubresource(service, parent, row, name[(slash + 1)..]);
        }

        return new() { { "version", service.GroupVersion.Version }, { "resources", resources }, { "freshness", "Current" } };
    }

    private static DocObject Resource(AggregatedService service, DocObject row, string name)
    {
        var resource = new DocObject
        {
            { "resource", name },
            { "responseKind", Kind(service, row) },
            { "scope", row.GetBool("namespaced") == true ? "Namespaced" : "Cluster" },
            { "singularResource", row.GetString("singularName") ?? "" },
            { "verbs", row["verbs"] ?? new DocArray() },
        };
        resource["shortNames"] = row["shortNames"];
        resource["categories"] = row["categories"];
        return resource;
    }

    private static void AddSubresource(AggregatedService service, DocObject parent, DocObject row, string name)
    {
        var list = parent.GetArray("subresources") ?? [];
        list.Add(new DocObject { { "subresource", name }, { "responseKind", Kind(service, row) }, { "verbs", row["verbs"] ?? new DocArray() } });
        parent["subresources"] = list;
    }

    private static DocObject Kind(AggregatedService service, DocObject row) => new()
    {
        { "group", row.GetString("group") is { Length: > 0 } group ? group : service.GroupVersion.Group },
        { "version", row.GetString("version") is { Length: > 0 } version ? version : service.GroupVersion.Version },
        { "kind", row.GetString("kind") ?? "" },
    };
}

using Tiphys.Api.Discovery;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Fetches what aggregated servers say they serve, in the form that this server's own discovery has.</summary>
internal sealed class AggregatedDiscovery(AvailabilityCheck check)
{
    /// <summary>One group with the versions that could be fetched, preferred first; null if there is none.</summary>
    public async Task<ExtensionGroup?> FetchAsync(string group, IReadOnlyList<AggregatedService> services, CancellationToken cancellationToken)
    {
        var versions = new DocArray();
        foreach (var service in services.OrderByDescending(service => service.VersionPriority).ThenBy(service => service.GroupVersion.Version, StringComparer.Ordinal))
        {
            if (await FetchVersionAsync(service, cancellationToken).ConfigureAwait(false) is { } version)
                versions.Add(version);
        }

        if (versions.Count == 0)
            return null;
        var document = new DocObject
        {
            { "metadata", new DocObject { { "name", group }, { "creationTimestamp", DocNull.Instance } } },
            { "versions", versions },
        };
        return new(services.Max(service => service.GroupPriority), document);
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

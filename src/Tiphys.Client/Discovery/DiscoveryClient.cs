using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Client.Objects;

namespace Tiphys.Client.Discovery;

/// <summary>Asks the server which resources it serves.</summary>
public sealed class DiscoveryClient(KubeClient client)
{
    /// <summary>Every resource once, subresources left out.</summary>
    public async Task<DiscoveryResult> ReadAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string Group, string Resource), DiscoveredResource>();
        var failed = new List<string>();
        await AddAsync("", "v1", found, failed, cancellationToken).ConfigureAwait(false);
        var groups = await client.GetDocumentAsync("/apis", cancellationToken).ConfigureAwait(false);
        foreach (var group in groups.GetArray("groups")?.Objects() ?? [])
        {
            var name = group.GetString("name") ?? "";
            foreach (var version in Versions(group))
                await AddAsync(name, version, found, failed, cancellationToken).ConfigureAwait(false);
        }

        return new([.. found.Values], failed);
    }

    /// <summary>The resources of one group.</summary>
    public async Task<DiscoveryResult> ReadAsync(string group, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string Group, string Resource), DiscoveredResource>();
        var failed = new List<string>();
        if (group.Length == 0)
        {
            await AddAsync("", "v1", found, failed, cancellationToken).ConfigureAwait(false);
            return new([.. found.Values], failed);
        }

        try
        {
            var document = await client.GetDocumentAsync($"/apis/{group}", cancellationToken).ConfigureAwait(false);
            foreach (var version in Versions(document))
                await AddAsync(group, version, found, failed, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            // Nothing of that name is served.
        }

        return new([.. found.Values], failed);
    }

    private static IEnumerable<string> Versions(DocObject group)
    {
        var preferred = group.GetObject("preferredVersion")?.GetString("version");
        var all = group.GetArray("versions")?.Objects().Select(version => version.GetString("version") ?? "") ?? [];
        return all.OrderBy(version => version == preferred ? 0 : 1);
    }

    private async Task AddAsync(
        string group,
        string version,
        Dictionary<(string Group, string Resource), DiscoveredResource> found,
        List<string> failed,
        CancellationToken cancellationToken)
    {
        var path = group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
        DocObject list;
        try
        {
            list = await client.GetDocumentAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException)
        {
            // One group that does not answer must not hide the others.
            failed.Add(group.Length == 0 ? version : $"{group}/{version}");
            return;
        }

        foreach (var item in list.GetArray("resources")?.Objects() ?? [])
        {
            var name = item.GetString("name") ?? "";
            if (name.Contains('/'))
                continue;
            var type = new ResourceType(group, version, name, item.GetString("kind") ?? "");
            found.TryAdd((group, name), new(type, item.GetBool("namespaced") ?? false, [.. item.GetArray("verbs")?.Strings() ?? []]));
        }
    }
}

using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.Client;
using Tiphys.Client.Objects;
using Tiphys.Primitives.Faults;

namespace Tiphys.Cli.Manifests;

/// <summary>Finds the resource behind a kind by asking the server's discovery; what it found it remembers.</summary>
internal sealed class ResourceMapper(KubeClient client)
{
    private readonly Dictionary<(GroupVersion, string), MappedResource> _known = [];

    /// <exception cref="FaultException">The server has no such kind.</exception>
    public async Task<MappedResource> MapAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var key = (manifest.GroupVersion, manifest.Kind);
        if (!_known.ContainsKey(key))
            await LearnAsync(manifest.GroupVersion, cancellationToken).ConfigureAwait(false);
        return _known.TryGetValue(key, out var found)
            ? found
            : throw new FaultException(
                "NO-KIND",
                $"{manifest.Source}: the cluster has no kind \"{manifest.Kind}\" in \"{manifest.GroupVersion}\"",
                "check apiVersion and kind; 'kubectl api-resources' lists them; a custom resource needs its CustomResourceDefinition first");
    }

    private async Task LearnAsync(GroupVersion version, CancellationToken cancellationToken)
    {
        var path = version.Group.Length == 0 ? $"/api/{version.Version}" : $"/apis/{version.Group}/{version.Version}";
        try
        {
            var list = await client.GetDocumentAsync(path, cancellationToken).ConfigureAwait(false);
            foreach (var entry in list.GetArray("resources")?.Objects() ?? [])
            {
                if (entry.GetString("name") is { } name && !name.Contains('/') && entry.GetString("kind") is { } kind)
                    _known[(version, kind)] = new(new ResourceType(version.Group, version.Version, name, kind), entry.GetBool("namespaced") == true);
            }
        }
        catch (ApiException e) when (e.Code == 404)
        {
            // A group that is not served has no kinds; MapAsync says so with the manifest's name.
        }
    }
}

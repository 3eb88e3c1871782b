using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Transport;
using Tiphys.Primitives.Faults;

namespace Tiphys.Cli.Manifests;

/// <summary>Applies manifests by server-side apply, as the manager <c>tiphys</c>, conflicts settled in favour of the file.</summary>
public sealed class ManifestApplier(KubeClient client)
{
    private const string Query = "?fieldManager=tiphys&force=true&fieldValidation=Strict";
    private readonly ResourceMapper _mapper = new(client);

    /// <summary>Applies one object; answers whether that changed anything.</summary>
    /// <exception cref="FaultException">The server refused it; the cause holds its words.</exception>
    public async Task<bool> ApplyAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var resource = await _mapper.MapAsync(manifest, cancellationToken).ConfigureAwait(false);
        try
        {
            var before = await TryReadAsync(resource.Path(manifest), cancellationToken).ConfigureAwait(false);
            var request = new ApiRequest("PATCH", resource.Path(manifest) + Query) { Body = manifest.Document.ToUtf8(), ContentType = "application/apply-patch+yaml" };
            var applied = DocReader.ParseObject(await client.SendAsync(request, cancellationToken).ConfigureAwait(false));
            return Version(applied) != Version(before);
        }
        catch (ApiException e)
        {
            throw new FaultException("REFUSED", $"{manifest.Source}: {e.Message}", "correct the object in the file and run this again", e);
        }
    }

    /// <summary>The object as the cluster has it now; null if it is not there.</summary>
    public async Task<DocObject?> ReadAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var resource = await _mapper.MapAsync(manifest, cancellationToken).ConfigureAwait(false);
        return await TryReadAsync(resource.Path(manifest), cancellationToken).ConfigureAwait(false);
    }

    private static string? Version(DocObject? document) => document?.GetObject("metadata")?.GetString("resourceVersion");

    private async Task<DocObject?> TryReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetDocumentAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return null;
        }
    }
}

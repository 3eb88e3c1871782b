using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Conversion;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.CustomResources;

/// <summary>Converts built-in kinds by the machinery's rules, custom resources as their definition says: by changing apiVersion alone, or by asking its webhook.</summary>
internal sealed class ResourceConverter(CatalogHolder catalog, ConversionWebhook webhook) : IVersionConverter
{
    public long SchemaSince(ResourceInfo resource) => catalog.Served.FactsOf(resource)?.Since ?? 0;

    public async ValueTask<IReadOnlyList<DocObject>> ConvertAsync(
        ResourceInfo resource, IReadOnlyList<DocObject> documents, GroupVersion target, CancellationToken cancellationToken)
    {
        if (!resource.IsCustom)
            return [.. documents.Select(document => target == resource.StorageVersion ? VersionConverter.ToStorage(resource, document) : VersionConverter.FromStorage(resource, document))];
        var text = target.ToString();
        if (catalog.Served.FactsOf(resource)?.Conversion is { } conversion)
            return await webhook.ConvertAsync(resource, conversion, documents, text, cancellationToken).ConfigureAwait(false);
        foreach (var document in documents)
            document["apiVersion"] = text;
        return documents;
    }
}

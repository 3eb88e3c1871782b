using Tiphys.Api.Discovery;
using Tiphys.Api.OpenApi;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Discovery;

/// <summary>Discovery and OpenAPI of one catalogue. Documents are made when first asked for.</summary>
internal sealed class PublishedDocuments(IResourceCatalog catalog, IReadOnlyList<ExtensionGroup> extensions, IReadOnlyList<ExtensionSpec> specs, OpenApiDocuments? before)
{
    private readonly Lazy<DiscoveryDocuments> _discovery = new(() => new(catalog, extensions));
    private readonly Lazy<OpenApiDocuments> _openApi = new(() => new(catalog, before, specs));

    public IResourceCatalog Catalog => catalog;

    public DiscoveryDocuments Discovery => _discovery.Value;

    public OpenApiDocuments OpenApi => _openApi.Value;

    /// <summary>The OpenAPI documents if somebody has asked for them: what did not change is taken over by the next catalogue's.</summary>
    public OpenApiDocuments? OpenApiIfMade => _openApi.IsValueCreated ? _openApi.Value : null;
}

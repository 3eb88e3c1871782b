using Tiphys.Api.Discovery;
using Tiphys.Api.OpenApi;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Discovery;

/// <summary>Holds what discovery and OpenAPI answer now, and makes it anew when the catalogue or the aggregated groups change.</summary>
internal sealed class Publisher
{
    private readonly CatalogHolder _catalog;
    private readonly Lock _swapping = new();
    private IReadOnlyList<ExtensionGroup> _extensions = [];
    private IReadOnlyList<ExtensionSpec> _specs = [];
    private PublishedDocuments _current;

    public Publisher(CatalogHolder catalog)
    {
        _catalog = catalog;
        _current = new(catalog.Current, [], [], null);
        catalog.Changed += () => Swap(null, null);
    }

    public PublishedDocuments Current => Volatile.Read(ref _current);

    /// <summary>Replaces the groups that other servers answer for, and what these describe of their APIs.</summary>
    public void SetExtensions(IReadOnlyList<ExtensionGroup> extensions, IReadOnlyList<ExtensionSpec> specs) => Swap(extensions, specs);

    private void Swap(IReadOnlyList<ExtensionGroup>? extensions, IReadOnlyList<ExtensionSpec>? specs)
    {
        lock (_swapping)
        {
            _extensions = extensions ?? _extensions;
            _specs = specs ?? _specs;
            Volatile.Write(ref _current, new(_catalog.Current, _extensions, _specs, _current.OpenApiIfMade));
        }
    }
}

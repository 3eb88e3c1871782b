using Tiphys.Api.Discovery;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Discovery;

/// <summary>Holds what discovery and OpenAPI answer now, and makes it anew when the catalogue or the aggregated groups change.</summary>
internal sealed class Publisher
{
    private readonly CatalogHolder _catalog;
    private readonly Lock _swapping = new();
    private IReadOnlyList<ExtensionGroup> _extensions = [];
    private PublishedDocuments _current;

    public Publisher(CatalogHolder catalog)
    {
        _catalog = catalog;
        _current = new(catalog.Current, [], null);
        catalog.Changed += () => Swap(null);
    }

    public PublishedDocuments Current => Volatile.Read(ref _current);

    /// <summary>Replaces the groups that other servers answer for.</summary>
    public void SetExtensions(IReadOnlyList<ExtensionGroup> extensions) => Swap(extensions);

    private void Swap(IReadOnlyList<ExtensionGroup>? extensions)
    {
        lock (_swapping)
        {
            _extensions = extensions ?? _extensions;
            Volatile.Write(ref _current, new(_catalog.Current, _extensions, _current.OpenApiIfMade));
        }
    }
}

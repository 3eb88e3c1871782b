using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Tables;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Objects as PartialObjectMetadata and Table (meta.k8s.io/v1).</summary>
internal sealed class ShapeWriter(CatalogHolder catalog, TimeProvider time)
{
    /// <summary>An object's metadata alone.</summary>
    public static DocObject Partial(DocObject document) => TableDocument.Partial(document);

    /// <summary>Rows for objects in the version of the request.</summary>
    /// <param name="include">None, Metadata (the default) or Object: what a row carries of its object.</param>
    /// <param name="metadata">The list's, or of a single object its own.</param>
    /// <param name="withColumns">False for the later events of a watch.</param>
    public DocObject Table(ResourceInfo resource, IReadOnlyList<DocObject> documents, string include, DocObject? metadata, bool withColumns = true)
    {
        var shown = new DocObject();
        foreach (var name in (ReadOnlySpan<string>)["resourceVersion", "continue", "remainingItemCount"])
            shown[name] = metadata?[name];
        return TableDocument.Build(catalog.Served.FactsOf(resource)?.Printer ?? TablePrinter.For(resource), documents, shown, time.GetUtcNow(), include, withColumns);
    }
}

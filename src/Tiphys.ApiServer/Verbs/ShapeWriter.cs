using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Objects as PartialObjectMetadata and Table (meta.k8s.io/v1).</summary>
internal sealed class ShapeWriter(TimeProvider time)
{
    /// <summary>An object's metadata alone.</summary>
    public static DocObject Partial(DocObject document) => new()
    {
        { "kind", "PartialObjectMetadata" },
        { "apiVersion", "meta.k8s.io/v1" },
        { "metadata", ObjectMetaOf(document) },
    };

    /// <summary>Rows for objects in the version of the request.</summary>
    /// <param name="include">None, Metadata (the default) or Object: what a row carries of its object.</param>
    /// <param name="list">Where the table's own list metadata comes from; null for none.</param>
    public DocObject Table(ResourceInfo resource, IReadOnlyList<DocObject> documents, string include, DocObject? list)
    {
        var metadata = new DocObject();
        if (list?.GetObject("metadata") is { } from)
        {
            foreach (var name in (ReadOnlySpan<string>)["resourceVersion", "continue", "remainingItemCount"])
                metadata[name] = from[name];
        }

        return new()
        {
            { "kind", "Table" },
            { "apiVersion", "meta.k8s.io/v1" },
            { "metadata", metadata },
            { "columnDefinitions", Columns() },
            { "rows", new DocArray(documents.Select(document => Row(document, include))) },
        };
    }

    private static DocArray Columns() => new(
    [
        Column("Name", "name", "Name must be unique within a namespace."),
        Column("Created At", "date", "When the object was created."),
    ]);

    private static DocObject Column(string name, string format, string description) => new()
    {
        { "name", name },
        { "type", name == "Name" ? "string" : "date" },
        { "format", name == "Name" ? format : "" },
        { "description", description },
        { "priority", 0 },
    };

    private DocObject Row(DocObject document, string include)
    {
        var metadata = document.GetObject("metadata");
        var row = new DocObject
        {
            { "cells", new DocArray([metadata?.GetString("name"), metadata?.GetString("creationTimestamp") ?? time.GetUtcNow().ToString("O")]) },
        };
        if (include == "Object")
            row["object"] = document;
        else if (include != "None")
            row["object"] = Partial(document);
        return row;
    }

    private static DocObject ObjectMetaOf(DocObject document) => document.GetObject("metadata") ?? [];
}

using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Puts together meta.k8s.io Table and PartialObjectMetadata documents.</summary>
public static class TableDocument
{
    /// <summary>A whole Table.</summary>
    /// <param name="listMetadata">The list's metadata (resourceVersion, continue, remainingItemCount); of a single object its resourceVersion.</param>
    /// <param name="includeObject">The parameter: <c>Metadata</c> (the default), <c>Object</c> or <c>None</c>.</param>
    /// <param name="withColumns">False for the later events of a watch, which leave the column definitions out.</param>
    public static DocObject Build(
        TablePrinter printer,
        IEnumerable<DocObject> items,
        DocObject listMetadata,
        DateTimeOffset now,
        string? includeObject = null,
        bool withColumns = true)
    {
        var rows = new DocArray();
        foreach (var item in items)
            rows.Add(Row(printer, item, now, includeObject));
        return new DocObject
        {
            { "kind", "Table" },
            { "apiVersion", "meta.k8s.io/v1" },
            { "metadata", listMetadata },
            { "columnDefinitions", withColumns ? printer.ColumnDefinitions() : DocNull.Instance },
            { "rows", rows },
        };
    }

    /// <summary>One row with its object as the parameter asks for it.</summary>
    public static DocObject Row(TablePrinter printer, DocObject item, DateTimeOffset now, string? includeObject = null)
    {
        var row = printer.Row(item, now);
        if (includeObject == "Object")
            row["object"] = item;
        else if (includeObject != "None")
            row["object"] = Partial(item);
        return row;
    }

    /// <summary>The PartialObjectMetadata of an object; its metadata is shared, not copied.</summary>
    public static DocObject Partial(DocObject item) => new()
    {
        { "kind", "PartialObjectMetadata" },
        { "apiVersion", "meta.k8s.io/v1" },
        { "metadata", item["metadata"] ?? new DocObject() },
    };
}

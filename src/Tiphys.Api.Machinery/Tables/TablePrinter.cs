using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Prints the objects of one resource as rows of a Table. Immutable and thread safe.</summary>
public sealed class TablePrinter
{
    private readonly Func<RowSource, IEnumerable<DocNode>> _cells;
    private readonly Func<DocObject, DocArray?>? _conditions;

    internal TablePrinter(TableColumn[] columns, Func<RowSource, IEnumerable<DocNode>> cells, Func<DocObject, DocArray?>? conditions = null)
    {
        Columns = columns;
        _cells = cells;
        _conditions = conditions;
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The printer of a built-in resource; name and creation time for those that have none of their own.</summary>
    public static TablePrinter For(ResourceInfo resource) => BuiltInPrinters.For(resource);

    /// <summary>The printer of a custom resource.</summary>
    /// <param name="additionalPrinterColumns">The list of the definition's version; null or empty for name and age.</param>
    public static TablePrinter ForCustom(DocArray? additionalPrinterColumns) => CustomPrinter.Of(additionalPrinterColumns);

    /// <summary>One row: its cells and, for finished pods, its conditions. <c>object</c> is for the caller to add.</summary>
    /// <param name="now">The time that ages are counted to.</param>
    public DocObject Row(DocObject document, DateTimeOffset now)
    {
        var row = new DocObject { { "cells", new DocArray(_cells(new RowSource(document, now))) } };
        if (_conditions?.Invoke(document) is { } conditions)
            row["conditions"] = conditions;
        return row;
    }

    /// <summary>The <c>columnDefinitions</c> of the Table.</summary>
    public DocArray ColumnDefinitions() => new(Columns.Select(column => column.ToDocument()));
}

using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Prints custom resources by the columns of their definition.</summary>
internal static class CustomPrinter
{
    private static readonly TablePrinter NameAndAge = new(TableColumn.Parse("Name|Age@"), row => [row.Name, row.Age]);

    public static TablePrinter Of(DocArray? columns)
    {
        var defined = (columns?.Objects() ?? []).ToArray();
        if (defined.Length == 0)
            return NameAndAge;
        TableColumn[] all = [NameAndAge.Columns[0], .. defined.Select(ColumnOf)];
        var paths = defined.Select(column => JsonPath.TryParse(column.GetString("jsonPath") ?? "", out var path) ? path : null).ToArray();
        return new(all, row => Cells(row, all, paths));
    }

    private static IEnumerable<DocNode> Cells(RowSource row, TableColumn[] columns, JsonPath?[] paths)
    {
        yield return row.Name;
        for (var i = 0; i < paths.Length; i++)
            yield return Cell(row, columns[i + 1].Type, paths[i]?.Find(row.Document).FirstOrDefault());
    }

    private static TableColumn ColumnOf(DocObject column) => new(
        column.GetString("name") ?? "",
        column.GetString("type") ?? "string",
        column.GetString("format") ?? "",
        column.GetString("description") is { Length: > 0 } description
            ? description
            : $"Custom resource definition column (in JSONPath format): {column.GetString("jsonPath")}",
        (int)(column.GetInt64("priority") ?? 0));

    private static DocNode Cell(RowSource row, string type, DocNode? value) => (type, value) switch
    {
        (_, null or DocNull) => DocNull.Instance,
        ("string", DocString text) => text,
        ("string", _) => value.ToString(),
        ("integer", DocNumber number) => number.TryGetInt64(out var whole) ? whole : (long)number.AsDouble(),
        ("number", DocNumber number) => number,
        ("boolean", DocBool flag) => flag,
        ("date", DocString time) => RowSource.TimeOf(time) is { } at ? ShortDuration.Format(row.Now - at) : "<invalid>",
        _ => DocNull.Instance,
    };
}

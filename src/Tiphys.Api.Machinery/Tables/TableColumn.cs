using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>A column of a meta.k8s.io/v1 Table.</summary>
/// <param name="Type">string, integer, number, boolean or date.</param>
/// <param name="Format">OpenAPI's format; <c>name</c> for the column that names the object.</param>
/// <param name="Priority">0 is always shown, 1 only by <c>-o wide</c>.</param>
public sealed record TableColumn(string Name, string Type, string Format, string Description, int Priority)
{
    /// <summary>The entry in <c>columnDefinitions</c>.</summary>
    public DocObject ToDocument() => new()
    {
        { "name", Name },
        { "type", Type },
        { "format", Format },
        { "description", Description },
        { "priority", Priority },
    };

    /// <summary>
    /// Columns from a short notation, separated by <c>|</c>: <c>Name</c> has the format name; <c>#</c> behind a name makes it an
    /// integer, <c>?</c> a boolean, <c>@</c> a date, and a trailing <c>+</c> gives it priority 1.
    /// </summary>
    internal static TableColumn[] Parse(string notation) => [.. notation.Split('|').Select(ParseOne)];

    private static TableColumn ParseOne(string text)
    {
        var priority = text.EndsWith('+') ? 1 : 0;
        text = text.TrimEnd('+');
        var type = text[^1] switch { '#' => "integer", '?' => "boolean", '@' => "date", _ => "string" };
        var name = text.TrimEnd('#', '?', '@');
        return new(name, type, name is "Name" or "Attacher" ? "name" : "", ColumnDescriptions.Of(name), priority);
    }
}

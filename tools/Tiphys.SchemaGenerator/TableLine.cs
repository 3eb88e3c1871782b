namespace Tiphys.SchemaGenerator;

/// <summary>One line of a table that says something: blank lines and those that start with # are passed over.</summary>
internal sealed record TableLine(string File, int Number, string Text)
{
    private static readonly char[] Blank = [' ', '\t'];

    /// <summary>The line's words.</summary>
    public string[] Words { get; } = Text.Split(Blank, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>True for a line that continues or belongs to the one above.</summary>
    public bool Indented => Text.Length > 0 && char.IsWhiteSpace(Text[0]);

    public static IEnumerable<TableLine> Read(string file)
    {
        var number = 0;
        foreach (var text in System.IO.File.ReadLines(file))
        {
            number++;
            if (text.Length > 0 && !string.IsNullOrWhiteSpace(text) && text[0] != '#')
                yield return new(file, number, text);
        }
    }

    public TableException Error(string message) => new(this, message);
}

namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>The text of an expression, and where in it an offset stands as errors count: lines from 1, columns in code points from 1.</summary>
internal sealed class SourceText(string text)
{
    private const int LongestSnippet = 16384;
    private readonly string[] _lines = text.Split('\n');

    public string Text { get; } = text;

    public (int Line, int Column) PositionOf(int offset)
    {
        var line = 0;
        while (line < _lines.Length - 1 && offset > _lines[line].Length)
        {
            offset -= _lines[line].Length + 1;
            line++;
        }

        offset = Math.Min(offset, _lines[line].Length);
        var column = 0;
        for (var i = 0; i < offset; i++)
        {
            if (!char.IsLowSurrogate(_lines[line][i]))
                column++;
        }

        return (line + 1, column + 1);
    }

    /// <summary>The line and a second one that points at the column; empty if the line is too long to show.</summary>
    public string Snippet(int line, int column)
    {
        var text = _lines[line - 1].Replace('\t', ' ').TrimEnd('\r');
        if (text.Length > LongestSnippet)
            return "";
        var pointer = new System.Text.StringBuilder();
        var at = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            if (at++ >= column)
                return $"\n | {text}\n | {pointer}{(rune.IsAscii ? '^' : '\uff3e')}";
            pointer.Append(rune.IsAscii ? '.' : '\uff0e');
        }

        return $"\n | {text}\n | {pointer}^";
    }
}

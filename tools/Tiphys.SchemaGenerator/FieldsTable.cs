using System.Globalization;

namespace Tiphys.SchemaGenerator;

/// <summary>Reads a table of definitions: a line each with its fields in order. The format is described in Tables/README.md.</summary>
internal static class FieldsTable
{
    private const string Marks = "!-+*";

    public static IEnumerable<DefinitionEntry> Read(string file)
    {
        var shortPrefix = Path.GetFileNameWithoutExtension(file);
        string[]? header = null;
        foreach (var line in TableLine.Read(file))
        {
            if (header is null)
            {
                header = line.Words;
                if (header is not ["definitions", _, "classes", _, "version", _])
                    throw line.Error("the first line must be: definitions NAMESPACE classes PREFIX version API-VERSION");
                continue;
            }

            var name = line.Words[0];
            var open = name.IndexOf('(');
            var type = open < 0 ? header[3] + name : name[(open + 1)..^1];
            name = open < 0 ? name : name[..open];
            yield return new($"{shortPrefix}.{name}", $"{header[1]}.{name}", header[5], name, type, header[3], Fields(line), line);
        }
    }

    private static List<FieldEntry> Fields(TableLine line)
    {
        var fields = new List<FieldEntry>();
        var next = 1;
        var open = new Stack<(int Wrapper, int Next)>();
        foreach (var word in line.Words.Skip(1))
        {
            if (word == "}")
            {
                next = open.Pop().Next;
                continue;
            }

            var (name, number, required, zero, written, type) = Word(line, word.TrimEnd('{'), next);
            next = number == 0 ? next : number + 1;
            if (word.EndsWith('{'))
            {
                open.Push((number, next));
                next = 1;
                continue;
            }

            fields.Add(new(name, number, [.. open.Reverse().Select(level => level.Wrapper)], required, zero, written, type, line));
        }

        return open.Count == 0 ? fields : throw line.Error("a { without its }");
    }

    private static (string Name, int Number, bool Required, bool Zero, bool Written, string? Type) Word(TableLine line, string word, int next)
    {
        string? type = null;
        var colon = word.IndexOf(':');
        if (colon >= 0)
            (word, type) = (word[..colon], word[(colon + 1)..]);
        var marks = word[word.AsSpan().TrimEnd(Marks).Length..];
        word = word[..^marks.Length];
        var zero = marks.Contains('*');
        var required = marks.Contains('!');
        var written = marks.Contains('+') || (required && !marks.Contains('-'));
        var equals = word.IndexOf('=');
        if (equals < 0)
            return (word, next, required, zero, written, type);
        return int.TryParse(word[(equals + 1)..], CultureInfo.InvariantCulture, out var number)
            ? (word[..equals], number, required, zero, written, type)
            : throw line.Error($"not a number: {word}");
    }
}

using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.Node.Images.Recipes;

/// <summary>Splits a Dockerfile into instructions (Dockerfile reference: comments, continuation lines, flags, JSON form).</summary>
internal static class RecipeParser
{
    /// <exception cref="ImageException">A line is not understood.</exception>
    public static IReadOnlyList<RecipeInstruction> Parse(string text)
    {
        var found = new List<RecipeInstruction>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var first = i + 1;
            var joined = new StringBuilder(lines[i].Trim());
            while (joined.Length > 0 && joined[^1] == '\\' && i + 1 < lines.Length)
            {
                joined.Length--;
                joined.Append(lines[++i].Trim());
            }

            if (joined.Length > 0 && joined[0] != '#')
                found.Add(Instruction(first, joined.ToString()));
        }

        return found;
    }

    private static RecipeInstruction Instruction(int line, string text)
    {
        var blank = text.IndexOf(' ');
        var name = (blank < 0 ? text : text[..blank]).ToUpperInvariant();
        var rest = blank < 0 ? "" : text[blank..].Trim();
        var flags = new Dictionary<string, string>();
        while (rest.StartsWith("--", StringComparison.Ordinal))
        {
            var end = rest.IndexOf(' ');
            if (end < 0)
                throw new ImageException($"line {line}: {name} has a flag and nothing else");
            var flag = rest[2..end].Split('=', 2);
            flags[flag[0]] = flag.Length > 1 ? flag[1] : "";
            rest = rest[end..].Trim();
        }

        return new(line, name, flags, Words(line, rest));
    }

    private static IReadOnlyList<string> Words(int line, string rest)
    {
        if (!rest.StartsWith('['))
            return rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            return [.. ((DocArray)DocReader.Parse(Encoding.UTF8.GetBytes(rest))).Strings()];
        }
        catch (DocFormatException e)
        {
            throw new ImageException($"line {line}: not a JSON array of strings: {e.Message}");
        }
    }
}

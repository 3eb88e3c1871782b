using System.Text;

namespace Tiphys.Api.Machinery.Cel.Schemas;

/// <summary>How field names that are no CEL identifiers are written in expressions, as Kubernetes documents it.</summary>
public static class FieldNames
{
    private static readonly HashSet<string> Reserved =
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ];

    /// <summary>The identifier of a field: <c>a.b</c> is <c>a__dot__b</c>, <c>namespace</c> is <c>__namespace__</c>; null if it can have none.</summary>
    public static string? Escape(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            return null;
        if (Reserved.Contains(name))
            return $"__{name}__";
        if (name.All(char.IsAsciiLetterOrDigit))
            return name;
        var escaped = new StringBuilder(name.Length + 16);
        for (var i = 0; i < name.Length; i++)
        {
            switch (name[i])
            {
                case '_' when i + 1 < name.Length && name[i + 1] == '_':
                    escaped.Append("__underscores__");
                    i++;
                    break;
                case '.':
                    escaped.Append("__dot__");
                    break;
                case '-':
                    escaped.Append("__dash__");
                    break;
                case '/':
                    escaped.Append("__slash__");
                    break;
                case var c when char.IsAsciiLetterOrDigit(c) || c == '_':
                    escaped.Append(c);
                    break;
                default:
                    return null;
            }
        }

        return escaped.ToString();
    }
}

using System.Text;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Cel.Rules;

/// <summary>The fieldPath of a rule: <c>.spec.size</c>, <c>['a b'].c</c>; fields and map keys only, relative to the rule's place.</summary>
internal static class RuleFieldPath
{
    /// <returns>False if the path is malformed or leads to no field of the schema.</returns>
    public static bool TryNormalize(string text, Schema schema, out string normalized)
    {
        normalized = "";
        var path = FieldPath.Root;
        var at = 0;
        while (at < text.Length)
        {
            var name = text[at] switch
            {
                '.' => ReadName(text, ref at),
                '[' => ReadQuoted(text, ref at),
                _ => null,
            };
            if (name is null || Enter(ref schema, ref path, name) is false)
                return false;
        }

        normalized = path.ToString();
        return true;
    }

    private static bool Enter(ref Schema schema, ref FieldPath path, string name)
    {
        if (schema.Type == SchemaType.Map && schema.Items is not null)
        {
            (schema, path) = (schema.Items, path.Key(name));
            return true;
        }

        if (!schema.TryGetField(name, out var field))
            return false;
        (schema, path) = (field.Schema, path.Child(name));
        return true;
    }

    private static string? ReadName(string text, ref int at)
    {
        var start = ++at;
        while (at < text.Length && text[at] is not ('.' or '[' or ']'))
            at++;
        return at > start ? text[start..at] : null;
    }

    private static string? ReadQuoted(string text, ref int at)
    {
        if (++at >= text.Length || text[at++] != '\'')
            return null;
        var name = new StringBuilder();
        while (at < text.Length && text[at] != '\'')
        {
            if (text[at] != '\\')
            {
                name.Append(text[at++]);
                continue;
            }

            if (at + 1 >= text.Length || Unescape(text[at + 1]) is not { } c)
                return null;
            name.Append(c);
            at += 2;
        }

        if (at + 1 >= text.Length || text[at + 1] != ']')
            return null;
        at += 2;
        return name.ToString();
    }

    private static char? Unescape(char c) => c switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        '\'' or '\\' => c,
        _ => null,
    };
}

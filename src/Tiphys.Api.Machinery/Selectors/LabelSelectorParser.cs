using System.Globalization;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Selectors;

/// <summary>Reads the query-string form of label selectors; the grammar and the form of the errors are upstream's.</summary>
internal sealed class LabelSelectorParser
{
    private LabelSelectorLexer _lexer;
    private (LabelSelectorToken Token, string Literal) _next;

    public LabelSelectorParser(string text)
    {
        _lexer = new(text);
        _next = _lexer.Next();
    }

    /// <exception cref="FormatException">The text is no selector; the message is fit for the client.</exception>
    public List<LabelRequirement> Parse()
    {
        var found = new List<LabelRequirement>();
        while (_next.Token != LabelSelectorToken.End)
        {
            if (!StartsRequirement)
                throw new FormatException($"found '{_next.Literal}', expected: !, identifier, or 'end of string'");
            found.Add(ParseNamed());
            var (token, literal) = Take();
            if (token == LabelSelectorToken.End)
                break;
            if (token != LabelSelectorToken.Comma)
                throw new FormatException($"found '{literal}', expected: ',' or 'end of string'");
            if (!StartsRequirement)
                throw new FormatException($"found '{_next.Literal}', expected: identifier after ','");
        }

        return found;
    }

    private bool StartsRequirement => IsIdentifier(_next.Token) || _next.Token == LabelSelectorToken.Not;

    private LabelRequirement ParseNamed()
    {
        try
        {
            return ParseRequirement();
        }
        catch (FormatException e)
        {
            throw new FormatException($"unable to parse requirement: {e.Message}");
        }
    }

    private LabelRequirement ParseRequirement()
    {
        var negated = _next.Token == LabelSelectorToken.Not;
        if (negated)
            Take();
        var (token, key) = Take();
        if (!IsIdentifier(token))
            throw new FormatException($"found '{key}', expected: identifier");
        if (NameFormats.QualifiedName(key) is { } wrong)
            throw new FormatException($"<nil>: Invalid value: \"{key}\": {wrong.Replace("\n", "; ", StringComparison.Ordinal)}");
        if (negated)
            return new(key, SelectorOperator.DoesNotExist, []);
        if (_next.Token is LabelSelectorToken.End or LabelSelectorToken.Comma)
            return new(key, SelectorOperator.Exists, []);
        return ParseComparison(key);
    }

    private LabelRequirement ParseComparison(string key)
    {
        var (token, literal) = Take();
        return token switch
        {
            LabelSelectorToken.In => Checked(new(key, SelectorOperator.In, ParseSet())),
            LabelSelectorToken.NotIn => Checked(new(key, SelectorOperator.NotIn, ParseSet())),
            LabelSelectorToken.Equal or LabelSelectorToken.DoubleEqual => Checked(new(key, SelectorOperator.In, ParseValue()) { IsExact = true }),
            LabelSelectorToken.NotEqual => Checked(new(key, SelectorOperator.NotIn, ParseValue()) { IsExact = true }),
            LabelSelectorToken.GreaterThan => Checked(new(key, SelectorOperator.Gt, ParseValue())),
            LabelSelectorToken.LessThan => Checked(new(key, SelectorOperator.Lt, ParseValue())),
            _ => throw new FormatException($"found '{literal}', expected: in, notin, =, ==, !=, gt, lt"),
        };
    }

    private string[] ParseValue()
    {
        if (_next.Token is LabelSelectorToken.End or LabelSelectorToken.Comma)
            return [""];
        var (token, literal) = Take();
        return IsIdentifier(token) ? [literal] : throw new FormatException($"found '{literal}', expected: identifier");
    }

    private string[] ParseSet()
    {
        var (open, literal) = Take();
        if (open != LabelSelectorToken.OpenParenthesis)
            throw new FormatException($"found '{literal}' expected: '('");
        var values = new SortedSet<string>(StringComparer.Ordinal);
        var pending = "";
        while (true)
        {
            var (token, text) = Take();
            switch (token)
            {
                case LabelSelectorToken.Comma:
                    values.Add(pending);
                    pending = "";
                    break;
                case LabelSelectorToken.CloseParenthesis:
                    values.Add(pending);
                    return [.. values];
                case var word when IsIdentifier(word) && pending.Length == 0:
                    pending = text;
                    break;
                default:
                    throw new FormatException($"found '{text}', expected: {(pending.Length > 0 ? "',' or ')'" : "',', ')' or identifier")}");
            }
        }
    }

    private static LabelRequirement Checked(LabelRequirement requirement)
    {
        for (var i = 0; i < requirement.Values.Count; i++)
        {
            var value = requirement.Values[i];
            if (requirement.Operator is SelectorOperator.Gt or SelectorOperator.Lt
                && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                throw new FormatException($"values[{i}]: Invalid value: \"{value}\": for 'Gt', 'Lt' operators, the value must be an integer");
            if (NameFormats.LabelValue(value) is { } wrong)
                throw new FormatException($"values[{i}][{requirement.Key}]: Invalid value: {Quoted(value)}: {wrong.Replace("\n", "; ", StringComparison.Ordinal)}");
        }

        return requirement;
    }

    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private (LabelSelectorToken Token, string Literal) Take()
    {
        var taken = _next;
        _next = _lexer.Next();
        return taken;
    }

    // "in" and "notin" are keywords only where an operator stands.
    private static bool IsIdentifier(LabelSelectorToken token) => token is LabelSelectorToken.Identifier or LabelSelectorToken.In or LabelSelectorToken.NotIn;
}

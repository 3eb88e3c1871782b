using k8s.Models;

namespace Tiphys.Client.Selectors;

/// <summary>Reads selectors in the form they have in a query or a Scale: <c>app=web,tier in (a,b),!old</c>.</summary>
public static class SelectorText
{
    /// <summary>An empty text matches nothing here: a Scale without a selector owns no pods.</summary>
    /// <exception cref="FormatException">The text is not a selector.</exception>
    public static LabelMatcher Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return LabelMatcher.Nothing;
        return LabelMatcher.Of(new V1LabelSelector { MatchExpressions = [.. Split(text).Select(Requirement)] });
    }

    private static IEnumerable<string> Split(string text)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (text[i] != ',' || depth > 0)
                continue;
            yield return text[start..i].Trim();
            start = i + 1;
        }

        yield return text[start..].Trim();
    }

    private static V1LabelSelectorRequirement Requirement(string part)
    {
        if (part.StartsWith('!'))
            return new() { Key = part[1..].Trim(), OperatorProperty = "DoesNotExist" };
        var open = part.IndexOf('(');
        if (open > 0 && part.EndsWith(')'))
        {
            var words = part[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is not [var key, "in" or "notin"])
                throw new FormatException($"not a selector: {part}");
            var values = part[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries);
            return new() { Key = key, OperatorProperty = words[1] == "in" ? "In" : "NotIn", Values = values };
        }

        var not = part.IndexOf("!=", StringComparison.Ordinal);
        if (not > 0)
            return new() { Key = part[..not].Trim(), OperatorProperty = "NotIn", Values = [part[(not + 2)..].Trim()] };
        var equal = part.IndexOf('=');
        return equal > 0
            ? new() { Key = part[..equal].Trim(), OperatorProperty = "In", Values = [part[(equal + 1)..].TrimStart('=').Trim()] }
            : new() { Key = part, OperatorProperty = "Exists" };
    }
}

using System.Globalization;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Reads a <see cref="JsonPath"/>.</summary>
internal ref struct JsonPathParser(string text)
{
    private ReadOnlySpan<char> _rest = Unbrace(text);

    /// <summary>The steps; null if the text is no path.</summary>
    public JsonPathStep[]? Parse()
    {
        var steps = new List<JsonPathStep>();
        if (_rest.StartsWith("$") || _rest.StartsWith("@"))
            _rest = _rest[1..];
        while (!_rest.IsEmpty)
        {
            if ((_rest[0] == '.' ? ParseName() : _rest[0] == '[' ? ParseBracket() : null) is not { } step)
                return null;
            steps.Add(step);
        }

        return [.. steps];
    }

    private static ReadOnlySpan<char> Unbrace(string text)
    {
        var path = text.AsSpan().Trim();
        return path.Length > 1 && path[0] == '{' && path[^1] == '}' ? path[1..^1] : path;
    }

    private JsonPathStep? ParseName()
    {
        _rest = _rest[1..];
        if (_rest.StartsWith("["))
            return ParseBracket();
        var name = new System.Text.StringBuilder();
        while (!_rest.IsEmpty && _rest[0] is not ('.' or '['))
        {
            if (_rest[0] == '\\' && _rest.Length > 1)
                _rest = _rest[1..];
            name.Append(_rest[0]);
            _rest = _rest[1..];
        }

        return name.Length == 0 ? null : name.ToString() == "*" ? JsonPathStep.All : new(name.ToString(), null, null, null);
    }

    private JsonPathStep? ParseBracket()
    {
        var end = Close(_rest);
        if (end < 0)
            return null;
        var inner = _rest[1..end].Trim();
        _rest = _rest[(end + 1)..];
        if (inner is "*")
            return JsonPathStep.All;
        if (inner.Length >= 2 && inner[0] is '\'' or '"' && inner[^1] == inner[0])
            return new(inner[1..^1].ToString(), null, null, null);
        if (int.TryParse(inner, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index))
            return new(null, index, null, null);
        return inner.StartsWith("?(") && inner[^1] == ')' ? ParseFilter(inner[2..^1].ToString()) : null;
    }

    // The closing bracket, quotes skipped.
    private static int Close(ReadOnlySpan<char> text)
    {
        var quote = '\0';
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (quote != '\0')
                quote = text[i] == quote ? '\0' : quote;
            else if (text[i] is '\'' or '"')
                quote = text[i];
            else if (text[i] == '[')
                depth++;
            else if (text[i] == ']' && --depth == 0)
                return i;
        }

        return -1;
    }

    private static JsonPathStep? ParseFilter(string filter)
    {
        var equals = filter.IndexOf("==", StringComparison.Ordinal);
        var path = (equals < 0 ? filter : filter[..equals]).Trim();
        if (!path.StartsWith('@') || !JsonPath.TryParse(path, out var inner))
            return null;
        return new(null, null, inner, equals < 0 ? null : filter[(equals + 2)..].Trim().Trim('"', '\''));
    }
}

using System.Text;

namespace Tiphys.Api.Documents;

/// <summary>Escapes texts for JSON: only what must be.</summary>
internal static class JsonEscape
{
    public static ReadOnlySpan<byte> Encode(ReadOnlySpan<char> text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                escaped.Append(c).Append(text[++i]);
            else
                Append(escaped, c);
        }

        return Encoding.UTF8.GetBytes(escaped.ToString());
    }

    private static void Append(StringBuilder escaped, char c)
    {
        switch (c)
        {
            case '"': escaped.Append("\\\""); break;
            case '\\': escaped.Append("\\\\"); break;
            case '\n': escaped.Append("\\n"); break;
            case '\r': escaped.Append("\\r"); break;
            case '\t': escaped.Append("\\t"); break;
            case < ' ': escaped.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
            default: escaped.Append(char.IsSurrogate(c) ? '\ufffd' : c); break;
        }
    }
}

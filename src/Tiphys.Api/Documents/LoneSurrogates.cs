using System.Globalization;
using System.Text;

namespace Tiphys.Api.Documents;

/// <summary>Decodes texts that escape halves of surrogate pairs, which are no characters: each becomes U+FFFD.</summary>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    public static string Replace(ReadOnlySpan<byte> escaped)
    {
        var kept = new StringBuilder();
        var text = Encoding.UTF8.GetString(escaped);
        for (var i = 0; i < text.Length;)
        {
            if (!IsUnicodeEscape(text, i, out var code) || !char.IsSurrogate(code))
            {
                var length = text[i] == '\\' ? 2 : 1;
                kept.Append(text, i, length);
                i += length;
            }
            else if (char.IsHighSurrogate(code) && IsUnicodeEscape(text, i + EscapeLength, out var low) && char.IsLowSurrogate(low))
            {
                kept.Append(code).Append(low);
                i += 2 * EscapeLength;
            }
            else
            {
                kept.Append('\ufffd');
                i += EscapeLength;
            }
        }

        return DocReader.Unescape(Encoding.UTF8.GetBytes(kept.ToString()));
    }

    private static bool IsUnicodeEscape(string text, int at, out char code)
    {
        code = default;
        if (at + EscapeLength > text.Length || text[at] != '\\' || text[at + 1] != 'u')
            return false;
        code = (char)int.Parse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return true;
    }
}

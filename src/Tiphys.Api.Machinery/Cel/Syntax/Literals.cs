using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>The values that literals stand for.</summary>
internal static class Literals
{
    /// <summary>The length of the escape sequence at an offset; 0 if it is none.</summary>
    public static int EscapeLength(string text, int at)
    {
        if (at + 1 >= text.Length)
            return 0;
        return text[at + 1] switch
        {
            'a' or 'b' or 'f' or 'n' or 'r' or 't' or 'v' or '"' or '\'' or '\\' or '?' or '`' => 2,
            'x' or 'X' => HexDigits(text, at + 2, 2),
            'u' => HexDigits(text, at + 2, 4),
            'U' => HexDigits(text, at + 2, 8),
            >= '0' and <= '3' => IsOctal(text, at + 2) && IsOctal(text, at + 3) ? 4 : 0,
            _ => 0,
        };
    }

    /// <summary>The text of a string literal; null with an error's message if an escape names no character.</summary>
    public static string? TryString(ReadOnlySpan<char> literal, out string error)
    {
        error = "";
        var body = Body(literal, out var isRaw);
        if (isRaw || body.IndexOfAny('\\', '\r') < 0)
            return body.ToString().Replace("\r\n", "\n").Replace('\r', '\n');
        var result = new StringBuilder(body.Length);
        var source = body.ToString().Replace("\r\n", "\n").Replace('\r', '\n');
        for (var i = 0; i < source.Length;)
        {
            if (source[i] != '\\')
            {
                result.Append(source[i++]);
                continue;
            }

            var length = EscapeLength(source, i);
            var code = EscapeValue(source, i, length);
            if (!Rune.IsValid(code))
            {
                error = "invalid unicode code point";
                return null;
            }

            result.Append(new Rune(code).ToString());
            i += length;
        }

        return result.ToString();
    }

    /// <summary>The bytes of a bytes literal: UTF-8 of its characters, but \x and octal escapes are single bytes.</summary>
    public static byte[]? TryBytes(ReadOnlySpan<char> literal, out string error)
    {
        error = "";
        var body = Body(literal[1..], out var isRaw).ToString();
        if (isRaw)
            return Encoding.UTF8.GetBytes(body);
        var result = new List<byte>(body.Length);
        for (var i = 0; i < body.Length;)
        {
            if (body[i] != '\\')
            {
                var width = char.IsHighSurrogate(body[i]) && i + 1 < body.Length ? 2 : 1;
                result.AddRange(Encoding.UTF8.GetBytes(body, i, width));
                i += width;
                continue;
            }

            var length = EscapeLength(body, i);
            var code = EscapeValue(body, i, length);
            if (body[i + 1] is 'u' or 'U')
            {
                error = "unable to unescape string";
                return null;
            }

            result.Add((byte)code);
            i += length;
        }

        return [.. result];
    }

    public static bool TryInt(ReadOnlySpan<char> digits, bool negative, out long value)
    {
        value = 0;
        if (!TryMagnitude(digits, out var magnitude) || magnitude > (ulong)long.MaxValue + (negative ? 1ul : 0ul))
            return false;
        value = negative ? (long)(0 - magnitude) : (long)magnitude;
        return true;
    }

    public static bool TryUint(ReadOnlySpan<char> digits, out ulong value) => TryMagnitude(digits[..^1], out value);

    public static bool TryDouble(ReadOnlySpan<char> digits, bool negative, out double value)
    {
        var ok = double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        value = negative ? -value : value;
        return ok;
    }

    private static bool TryMagnitude(ReadOnlySpan<char> digits, out ulong value) => digits.StartsWith("0x")
        ? ulong.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
        : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static ReadOnlySpan<char> Body(ReadOnlySpan<char> literal, out bool isRaw)
    {
        isRaw = literal[0] is 'r' or 'R';
        if (isRaw)
            literal = literal[1..];
        var width = literal.Length >= 6 && literal[1] == literal[0] && literal[2] == literal[0] ? 3 : 1;
        return literal[width..^width];
    }

    private static int EscapeValue(string text, int at, int length) => text[at + 1] switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        'x' or 'X' or 'u' or 'U' => BinaryPrimitives.ReadInt32BigEndian(Convert.FromHexString(text.AsSpan(at + 2, length - 2).ToString().PadLeft(8, '0'))),
        >= '0' and <= '3' => ((text[at + 1] - '0') * 64) + ((text[at + 2] - '0') * 8) + text[at + 3] - '0',
        var c => c,
    };

    private static int HexDigits(string text, int at, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (at + i >= text.Length || !char.IsAsciiHexDigit(text[at + i]))
                return 0;
        }

        return count + 2;
    }

    private static bool IsOctal(string text, int at) => at < text.Length && text[at] is >= '0' and <= '7';
}

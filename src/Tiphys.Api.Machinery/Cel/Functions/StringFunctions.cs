using System.Text;
using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The strings extension, version 2; positions count code points.</summary>
internal static class StringFunctions
{
    public static void Declare(Declarations declare)
    {
        declare.Member("charAt", "string, int -> string", a => CharAt(a[0].AsString, a[1].AsInt));
        declare.Member("indexOf", "string, string -> int", a => IndexOf(a[0].AsString, a[1].AsString, 0), TextCosts.Elements);
        declare.Member("indexOf", "string, string, int -> int", a => IndexOf(a[0].AsString, a[1].AsString, a[2].AsInt), TextCosts.Elements);
        declare.Member("lastIndexOf", "string, string -> int", a => LastIndexOf(a[0].AsString, a[1].AsString), TextCosts.Elements);
        declare.Member("lastIndexOf", "string, string, int -> int", a => LastIndexOf(a[0].AsString, a[1].AsString, a[2].AsInt), TextCosts.Elements);
        declare.Member("lowerAscii", "string -> string", a => CelValue.From(Ascii(a[0].AsString, char.IsAsciiLetterUpper, 32)), TextCosts.TraverseFirst);
        declare.Member("upperAscii", "string -> string", a => CelValue.From(Ascii(a[0].AsString, char.IsAsciiLetterLower, -32)), TextCosts.TraverseFirst);
        declare.Member("replace", "string, string, string -> string", a => Replace(a[0].AsString, a[1].AsString, a[2].AsString, -1), TextCosts.Replace);
        declare.Member("replace", "string, string, string, int -> string", a => Replace(a[0].AsString, a[1].AsString, a[2].AsString, a[3].AsInt), TextCosts.Replace);
        declare.Member("split", "string, string -> list(string)", a => Split(a[0].AsString, a[1].AsString, -1), TextCosts.Split);
        declare.Member("split", "string, string, int -> list(string)", a => Split(a[0].AsString, a[1].AsString, a[2].AsInt), TextCosts.Split);
        declare.Member("substring", "string, int -> string", a => Substring(a[0].AsString, a[1].AsInt, null), TextCosts.TraverseFirst);
        declare.Member("substring", "string, int, int -> string", a => Substring(a[0].AsString, a[1].AsInt, a[2].AsInt), TextCosts.TraverseFirst);
        declare.Member("trim", "string -> string", a => CelValue.From(a[0].AsString.Trim()), TextCosts.TraverseFirst);
        declare.Global("strings.quote", "string -> string", a => CelValue.From(Quote(a[0].AsString)), TextCosts.Quote);
        declare.Member("join", "list(string) -> string", a => Join(a[0].AsList, ""), TextCosts.Join);
        declare.Member("join", "list(string), string -> string", a => Join(a[0].AsList, a[1].AsString), TextCosts.Join);
    }

    /// <summary>The text in double quotes with CEL's escapes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '\a' => quoted.Append("\\a"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\v' => quoted.Append("\\v"),
                '\\' => quoted.Append("\\\\"),
                '"' => quoted.Append("\\\""),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static CelValue OutOfRange(long index) => CelValue.Error($"index out of range: {index}");

    private static CelValue CharAt(string text, long index)
    {
        var length = CelText.Length(text);
        if (index < 0 || index > length)
            return OutOfRange(index);
        if (index == length)
            return CelValue.EmptyString;
        return CelValue.From(Rune.GetRuneAt(text, CelText.UnitAt(text, (int)index)).ToString());
    }

    private static CelValue IndexOf(string text, string part, long offset)
    {
        if (part.Length == 0)
            return CelValue.From(offset);
        if (offset < 0)
            return OutOfRange(offset);
        if (offset >= CelText.Length(text))
            return CelValue.From(-1L);
        var unit = text.IndexOf(part, CelText.UnitAt(text, (int)offset), StringComparison.Ordinal);
        return CelValue.From(unit < 0 ? -1L : CelText.CodePointAt(text, unit));
    }

    private static CelValue LastIndexOf(string text, string part)
    {
        if (part.Length == 0)
            return CelValue.From((long)CelText.Length(text));
        return text.Length < part.Length ? CelValue.From(-1L) : LastIndexOf(text, part, CelText.Length(text) - 1);
    }

    private static CelValue LastIndexOf(string text, string part, long offset)
    {
        if (part.Length == 0)
            return CelValue.From(offset);
        if (offset < 0)
            return OutOfRange(offset);
        if (offset >= CelText.Length(text))
            return CelValue.From(-1L);
        // The match may begin at the offset at the latest, and end behind it.
        var end = Math.Min(text.Length, CelText.UnitAt(text, (int)offset) + part.Length);
        var unit = text.AsSpan(0, end).LastIndexOf(part, StringComparison.Ordinal);
        return CelValue.From(unit < 0 ? -1L : CelText.CodePointAt(text, unit));
    }

    private static string Ascii(string text, Func<char, bool> matches, int shift) =>
        text.Any(matches) ? string.Create(text.Length, (text, matches, shift), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = state.matches(state.text[i]) ? (char)(state.text[i] + state.shift) : state.text[i];
        })
        : text;

    private static CelValue Replace(string text, string from, string to, long most)
    {
        if (most == 0 || (from == to))
            return CelValue.From(text);
        if (most < 0 && from.Length > 0)
            return CelValue.From(text.Replace(from, to, StringComparison.Ordinal));
        var result = new StringBuilder(text.Length);
        var at = 0;
        for (var done = 0L; most < 0 || done < most; done++)
        {
            var found = from.Length > 0 ? text.IndexOf(from, at, StringComparison.Ordinal)
                : done == 0 ? 0
                : at < text.Length ? at + (char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1)
                : -1;
            if (found < 0)
                break;
            result.Append(text, at, found - at).Append(to);
            at = found + from.Length;
        }

        return CelValue.From(result.Append(text, at, text.Length - at).ToString());
    }

    private static CelValue Split(string text, string separator, long most)
    {
        if (most == 0)
            return CelValue.From(CelList.Empty);
        var limit = most < 0 ? int.MaxValue : (int)Math.Min(most, int.MaxValue);
        return CelValue.From(ArrayList.Of(separator.Length > 0 ? text.Split(separator, limit) : Characters(text, limit)));
    }

    private static List<string> Characters(string text, int limit)
    {
        var parts = new List<string>();
        var at = 0;
        while (at < text.Length)
        {
            var width = parts.Count == limit - 1 ? text.Length - at : char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
            parts.Add(text.Substring(at, width));
            at += width;
        }

        return parts;
    }

    private static CelValue Substring(string text, long start, long? end)
    {
        var length = CelText.Length(text);
        if (start > (end ?? long.MaxValue))
            return CelValue.Error($"invalid substring range. start: {start}, end: {end}");
        if (start < 0 || start > length)
            return OutOfRange(start);
        if (end < 0 || end > length)
            return OutOfRange(end.Value);
        return CelValue.From(text[CelText.UnitAt(text, (int)start)..(end is { } last ? CelText.UnitAt(text, (int)last) : text.Length)]);
    }

    private static CelValue Join(CelList list, string separator)
    {
        var result = new StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Kind != CelKind.String)
                return CelValue.Error($"join: invalid input: {CelText.Display(list[i])}");
            result.Append(i > 0 ? separator : "").Append(list[i].AsString);
        }

        return CelValue.From(result.ToString());
    }
}

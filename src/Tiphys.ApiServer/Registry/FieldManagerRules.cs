using System.Globalization;
using System.Text;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Registry;

/// <summary>What the name of a field manager may be: printable, at most 128 bytes in UTF-8 (metav1.CreateOptions, fieldManager).</summary>
internal static class FieldManagerRules
{
    private const int LongestBytes = 128;

    /// <summary>What is wrong with the name; null for nothing.</summary>
    public static StatusCause? Wrong(string manager)
    {
        if (Encoding.UTF8.GetByteCount(manager) > LongestBytes)
            return new("FieldValueTooLong", "Too long: may not be more than 128 bytes", "fieldManager");
        var at = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (!IsPrintable(rune))
                return new("FieldValueInvalid", $"Invalid value: {Quoted(manager)}: invalid character U+{rune.Value:X4} (at position {at})", "fieldManager");
            at += rune.Utf8SequenceLength;
        }

        return null;
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    // As Go quotes: by two digits, or by four.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (char.IsControl(c))
                quoted.Append(c < 0x80 ? "\\x" : "\\u").Append(((int)c).ToString(c < 0x80 ? "x2" : "x4", CultureInfo.InvariantCulture));
            else if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}

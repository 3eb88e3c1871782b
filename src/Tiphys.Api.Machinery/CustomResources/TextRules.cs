using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.RegularExpressions;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>Lengths and patterns of strings. Lengths count characters, as upstream counts runes.</summary>
internal static class TextRules
{
    public static void Validate(DocObject rules, DocString value, FieldPath path, FieldErrors errors)
    {
        var text = value.Value;
        if (rules.GetInt64("maxLength") is { } most && CountRunes(text) > most)
            errors.TooLong(path, (int)most);
        if (rules.GetInt64("minLength") is { } least && CountRunes(text) < least)
            errors.Invalid(path, value, $"{path} in body should be at least {least.ToString(CultureInfo.InvariantCulture)} chars long");

        // Definitions with a pattern that is none are refused, so this one is one.
        if (rules.GetString("pattern") is { } pattern && LinearRegex.TryGet(pattern, out var regex, out _) && !regex.IsMatch(text))
            errors.Invalid(path, value, $"{path} in body should match '{pattern}'");
    }

    private static int CountRunes(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
            count++;
        return count;
    }
}

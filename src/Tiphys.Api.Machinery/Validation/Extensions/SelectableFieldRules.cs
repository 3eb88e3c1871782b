using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.CustomResources.Definitions;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>The fields of a version that field selectors may name: each leads to a scalar of the schema.</summary>
internal static class SelectableFieldRules
{
    private const int Most = 8;

    /// <param name="path">Of what <c>selectableFields</c> stands in.</param>
    public static void Validate(DocObject version, DocObject schema, FieldPath path, FieldErrors errors)
    {
        var fields = version.GetArray("selectableFields") ?? [];
        var at = path.Child("selectableFields");
        var seen = new HashSet<string>();
        for (var i = 0; i < fields.Count; i++)
            ValidateField((fields[i] as DocObject ?? []).Text("jsonPath"), schema, at.Index(i).Child("jsonPath"), seen, errors);
        if (seen.Count > Most)
            errors.TooMany(at, seen.Count, Most);
    }

    private static void ValidateField(string text, DocObject schema, FieldPath path, HashSet<string> seen, FieldErrors errors)
    {
        if (text.Length == 0)
        {
            errors.Required(path);
            return;
        }

        if (Follow(text, schema, out var found) is { } wrong)
        {
            errors.Invalid(path, text, $"is an invalid path: {wrong}");
            return;
        }

        if (text.Split('.')[1] == "metadata")
            errors.Invalid(path, text, "must not point to fields in metadata");
        if (found.Text("type") is not ("string" or "boolean" or "integer"))
            errors.Invalid(path, text, "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.");
        if (!seen.Add(text))
            errors.Duplicate(path, text);
    }

    /// <returns>What is wrong with the path; null if it leads somewhere.</returns>
    private static string? Follow(string text, DocObject schema, out DocObject found)
    {
        const string Nowhere = "does not refer to a valid field";
        found = schema;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '[')
                return "array notation is not allowed";
            if (text[at] != '.')
                return $"expected [ or . but got: {Token(text, at)}";
            if (++at == text.Length)
                return "unexpected end of JSON path";
            var name = Token(text, at);
            at += name.Length;
            var inner = found.GetObject("properties") is { Count: > 0 } ? SchemaParts.Property(found, name) : found.GetObject("additionalProperties");
            if (inner is null)
                return Nowhere;
            found = inner;
        }

        return null;
    }

    private static string Token(string text, int at)
    {
        if (text[at] is '.' or '[' or ']')
            return text[at].ToString();
        var end = text.AsSpan(at).IndexOfAny('.', '[', ']');
        return end < 0 ? text[at..] : text.Substring(at, end);
    }
}

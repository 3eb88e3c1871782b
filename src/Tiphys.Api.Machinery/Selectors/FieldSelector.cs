using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Selectors;

/// <summary>A conjunction of field conditions: the <c>fieldSelector</c> parameter of lists and watches. Immutable and thread safe.</summary>
public sealed class FieldSelector
{
    private readonly FieldTerm[] _terms;

    private FieldSelector(FieldTerm[] terms) => _terms = terms;

    /// <summary>Matches every object.</summary>
    public static FieldSelector Everything { get; } = new([]);

    public IReadOnlyList<FieldTerm> Terms => _terms;

    public bool IsEverything => _terms.Length == 0;

    /// <summary>Reads the query-string form, <c>status.phase!=Running,metadata.name=a</c>; backslash escapes comma, equals and backslash.</summary>
    /// <exception cref="ApiException">400: the text is no selector.</exception>
    public static FieldSelector Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return Everything;
        var terms = new List<FieldTerm>();
        foreach (var part in Split(text).Order(StringComparer.Ordinal))
        {
            if (part.Length > 0)
                terms.Add(ParseTerm(text, part));
        }

        return new([.. terms]);
    }

    /// <summary>Refuses fields that the resource cannot be selected by.</summary>
    /// <exception cref="ApiException">400, worded as upstream does for the kind.</exception>
    public void EnsureSupported(ResourceInfo resource)
    {
        foreach (var term in _terms)
        {
            if (!FieldValues.IsSupported(resource, term.Path))
                throw ApiException.BadRequest(FieldValues.Refusal(resource, term.Path));
        }
    }

    /// <summary>Matches an object of a resource. A missing field has the empty value of its type: <c>""</c>, <c>false</c>, <c>0</c>.</summary>
    public bool Matches(ResourceInfo resource, DocObject document)
    {
        foreach (var term in _terms)
        {
            if (!term.Matches(FieldValues.Get(resource, document, term.Path)))
                return false;
        }

        return true;
    }

    /// <summary>The value that an equality demands of a field, which an index can use; null if nothing is demanded.</summary>
    public string? RequiredValue(string path) => _terms.FirstOrDefault(term => term.Path == path && !term.Negated)?.Value;

    public override string ToString() => string.Join<FieldTerm>(',', _terms);

    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static FieldTerm ParseTerm(string selector, string part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            var rest = part.AsSpan(i);
            if (rest.StartsWith("!="))
                return new(part[..i], Unescape(part[(i + 2)..]), Negated: true);
            if (rest[0] == '=')
                return new(part[..i], Unescape(part[(i + (rest.StartsWith("==") ? 2 : 1))..]), Negated: false);
        }

        throw ApiException.BadRequest($"invalid selector: '{selector}'; can't understand '{part}'");
    }

    private static string Unescape(string value)
    {
        if (value.AsSpan().IndexOfAny('\\', ',', '=') < 0)
            return value;
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c == '\\')
            {
                c = ++i < value.Length ? value[i] : throw ApiException.BadRequest($"invalid field selector: invalid escape sequence: \\");
                if (c is not ('\\' or ',' or '='))
                    throw ApiException.BadRequest($"invalid field selector: invalid escape sequence: \\{c}");
            }
            else if (c is ',' or '=')
            {
                throw ApiException.BadRequest($"invalid field selector: unescaped character in value: {(int)c}");
            }

            text.Append(c);
        }

        return text.ToString();
    }
}

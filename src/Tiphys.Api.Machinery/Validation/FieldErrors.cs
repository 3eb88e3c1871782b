using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation;

/// <summary>Collects what is wrong with a document, field by field, worded as upstream's field errors.</summary>
public sealed class FieldErrors
{
    /// <summary>So many errors are told; nobody reads more, and each can be longer than what caused it.</summary>
    private const int Most = 1_000;

    /// <summary>Of a value so many characters are shown.</summary>
    private const int LongestShown = 8_192;

    /// <summary>Characters after which no further error is told, as each can carry a text as long as the document.</summary>
    private const int MostText = 256 << 10;

    private readonly List<StatusCause> _causes = [];
    private readonly List<string> _warnings = [];
    private int _told;

    public IReadOnlyList<StatusCause> Causes => _causes;

    /// <summary>What is wrong and let pass all the same.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public bool IsEmpty => _causes.Count == 0;

    private bool IsFull => _causes.Count >= Most || _told >= MostText;

    public void Required(FieldPath path, string detail = "") => Add("FieldValueRequired", path, "Required value", detail);

    public void Forbidden(FieldPath path, string detail) => Add("FieldValueForbidden", path, "Forbidden", detail);

    /// <param name="value">The wrong value; null is shown as an empty string.</param>
    public void Invalid(FieldPath path, DocNode? value, string detail) => Add("FieldValueInvalid", path, $"Invalid value: {Show(value)}", detail);

    /// <summary>As <see cref="Invalid"/>, without showing the value.</summary>
    public void InvalidAsSuch(FieldPath path, string detail) => Add("FieldValueInvalid", path, "Invalid value", detail);

    /// <summary>As <see cref="Invalid"/>, for a value of the wrong JSON type.</summary>
    public void TypeInvalid(FieldPath path, DocNode? value, string detail) =>
        Add("FieldValueTypeInvalid", path, $"Invalid value: {Show(value)}", detail);

    public void NotFound(FieldPath path, DocNode? value, string detail = "") => Add("FieldValueNotFound", path, $"Not found: {Show(value)}", detail);

    public void Duplicate(FieldPath path, DocNode? value, string detail = "") => Add("FieldValueDuplicate", path, $"Duplicate value: {Show(value)}", detail);

    public void NotSupported(FieldPath path, DocNode? value, params IEnumerable<string> supported)
    {
        if (IsFull)
            return;
        var values = string.Join(", ", supported.Select(text => $"\"{text}\""));
        Add("FieldValueNotSupported", path, $"Unsupported value: {Show(value)}", $"supported values: {values}");
    }

    public void TooLong(FieldPath path, int most) => Add("FieldValueTooLong", path, "Too long", $"may not be more than {most} {(most == 1 ? "byte" : "bytes")}");

    public void TooMany(FieldPath path, int actual, int most) =>
        Add("FieldValueTooMany", path, $"Too many: {actual}", $"must have at most {most} {(most == 1 ? "item" : "items")}");

    /// <summary>Adds the errors that a rule for names found, a line each; null if it found none.</summary>
    public void InvalidIf(string? faults, FieldPath path, DocNode? value)
    {
        foreach (var fault in faults?.Split('\n') ?? [])
            Invalid(path, value, fault);
    }

    internal void Add(StatusCause cause)
    {
        if (IsFull)
            return;
        _told += cause.Message.Length + cause.Field.Length;
        _causes.Add(cause);
    }

    internal void Warn(string text)
    {
        if (_warnings.Count < Most)
            _warnings.Add(text);
    }

    private string Show(DocNode? value) => value switch
    {
        _ when IsFull => "",
        null => "\"\"",
        DocString text => Quote(Shortened(text.Value)),
        _ => Shortened(value.ToString()),
    };

    private static string Shortened(string text) => text.Length <= LongestShown ? text : text[..LongestShown] + "...";

    private static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private void Add(string reason, FieldPath path, string message, string detail)
    {
        if (IsFull)
            return;
        // An error on the whole document names no field: upstream writes <nil>.
        var field = path.ToString();
        Add(new StatusCause(reason, detail.Length == 0 ? message : $"{message}: {Shortened(detail)}", field.Length == 0 ? "<nil>" : field));
    }
}

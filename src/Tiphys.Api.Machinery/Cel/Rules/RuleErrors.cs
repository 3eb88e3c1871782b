using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Cel.Rules;

/// <summary>Field errors of rules, in upstream's form.</summary>
internal static class RuleErrors
{
    /// <param name="value">Shown as JSON; null for none.</param>
    public static StatusCause Invalid(FieldPath path, DocNode? value, string detail) =>
        new("FieldValueInvalid", value is null ? $"Invalid value: {detail}" : $"Invalid value: {value}: {detail}", Place(path));

    public static StatusCause Required(FieldPath path, string detail) => new("FieldValueRequired", $"Required value: {detail}", Place(path));

    public static StatusCause Forbidden(FieldPath path, string detail) => new("FieldValueForbidden", $"Forbidden: {detail}", Place(path));

    public static StatusCause Duplicate(FieldPath path, DocNode? value) =>
        new("FieldValueDuplicate", value is null ? "Duplicate value" : $"Duplicate value: {value}", Place(path));

    public static StatusCause NotSupported(FieldPath path, string value, IEnumerable<string> supported) => new(
        "FieldValueNotSupported",
        $"Unsupported value: {new DocString(value)}: supported values: {string.Join(", ", supported.Select(text => $"\"{text}\""))}",
        Place(path));

    /// <summary>The error of a broken rule, as its reason has it.</summary>
    public static StatusCause Broken(string? reason, FieldPath path, DocNode? value, string detail) => reason switch
    {
        "FieldValueForbidden" => Forbidden(path, detail),
        "FieldValueRequired" => Required(path, detail),
        "FieldValueDuplicate" => Duplicate(path, value),
        _ => Invalid(path, value, detail),
    };

    /// <summary>An error about the whole object names no field: upstream writes &lt;nil&gt;.</summary>
    private static string Place(FieldPath path) => path.ToString() is { Length: > 0 } text ? text : "<nil>";
}

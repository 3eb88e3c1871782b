using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>What a version shows beside its objects: subresources and printer columns.</summary>
internal static class DefinitionViewRules
{
    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] ColumnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    public static void ValidateSubresources(DocObject version, FieldPath path, FieldErrors errors)
    {
        if (version.GetPath("subresources", "scale") is not DocObject scale)
            return;
        var at = path.Child("scale");
        errors.RequiredText(scale, "specReplicasPath", at);
        ValidateScalePath(scale, "specReplicasPath", [".spec."], "under .spec", at, errors);
        errors.RequiredText(scale, "statusReplicasPath", at);
        ValidateScalePath(scale, "statusReplicasPath", [".status."], "under .status", at, errors);
        ValidateScalePath(scale, "labelSelectorPath", [".spec.", ".status."], "under either .spec or .status", at, errors);
    }

    public static void ValidateColumns(DocObject version, FieldPath path, FieldErrors errors)
    {
        var columns = version.GetArray("additionalPrinterColumns") ?? [];
        for (var i = 0; i < columns.Count; i++)
            ValidateColumn(columns[i] as DocObject ?? [], path.Child("additionalPrinterColumns").Index(i), errors);
    }

    private static void ValidateColumn(DocObject column, FieldPath path, FieldErrors errors)
    {
        errors.RequiredText(column, "name", path);
        var types = $"must be one of {string.Join(',', ColumnTypes)}";
        if (!column.IsSet("type"))
            errors.Required(path.Child("type"), types);
        else if (!ColumnTypes.Contains(column.Text("type")))
            errors.Invalid(path.Child("type"), column["type"], types);
        if (column.IsSet("format") && !ColumnFormats.Contains(column.Text("format")))
            errors.Invalid(path.Child("format"), column["format"], $"must be one of {string.Join(',', ColumnFormats)}");
        // The name in capitals is the one that errors have.
        if (!column.IsSet("jsonPath"))
            errors.Required(path.Child("JSONPath"));
        else
            IsSimplePath(column.Text("jsonPath"), path.Child("JSONPath"), errors);
    }

    private static void ValidateScalePath(DocObject scale, string name, string[] prefixes, string where, FieldPath path, FieldErrors errors)
    {
        var text = scale.Text(name);
        if (text.Length > 0 && IsSimplePath(text, path.Child(name), errors) && !prefixes.Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal)))
            errors.Invalid(path.Child(name), text, $"should be a json path {where}");
    }

    private static bool IsSimplePath(string text, FieldPath path, FieldErrors errors)
    {
        if (text.StartsWith('.'))
            return true;
        errors.Invalid(path, text, "must be a simple json path starting with .");
        return false;
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>The RFC 6902 patch that an expression gives as a list of <c>JSONPatch{...}</c>.</summary>
internal static class JsonPatchDocument
{
    /// <returns>Null with the reason if the value is no such list.</returns>
    public static DocArray? Of(CelValue value, out string error)
    {
        error = "type mismatch: JSONPatchType.expression should evaluate to array";
        if (value.Kind != CelKind.List)
            return null;
        var patch = new DocArray();
        for (var i = 0; i < value.AsList.Count; i++)
        {
            if (Operation(value.AsList[i], out error) is not { } operation)
                return null;
            patch.Add(operation);
        }

        return patch;
    }

    private static DocObject? Operation(CelValue value, out string error)
    {
        error = "type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch";
        if (value.Kind != CelKind.Object || value.AsObject is not StructValue { Type.Name: "JSONPatch" } written)
            return null;
        var operation = new DocObject { { "op", Text(written, "op") }, { "path", Text(written, "path") } };
        if (Text(written, "from") is { Length: > 0 } from)
            operation["from"] = from;
        if (!written.Fields.TryGetValue("value", out var given))
            return operation;
        if (given.Kind == CelKind.Object && given.AsObject is StructValue structure && ApplyConfiguration.Mismatch(given, structure.Type.Name) is { } mismatch)
        {
            error = $"type mismatch: {mismatch}";
            return null;
        }

        if (DocValues.ToDocument(given, out var problem) is not { } node)
        {
            error = $"JSONPath valueExpression evaluated to a type that could not marshal to JSON: {problem}";
            return null;
        }

        operation["value"] = node;
        return operation;
    }

    private static string Text(StructValue written, string field) =>
        written.Fields.TryGetValue(field, out var value) && value.Kind == CelKind.String ? value.AsString : "";
}

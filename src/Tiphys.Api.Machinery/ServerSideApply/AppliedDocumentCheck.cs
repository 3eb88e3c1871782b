using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>What an applied configuration must be before it can be merged: fields the schema knows, the right types, no doubled elements.</summary>
internal static class AppliedDocumentCheck
{
    private static readonly string[] AlwaysKnown = ["apiVersion", "kind", "metadata"];

    /// <summary>The first error, with its path, in the form of structured-merge-diff; null if there is none.</summary>
    public static string? FirstError(ResourceInfo resource, DocObject document) => CheckObject(resource.Schema, document, []);

    private static string? Check(Schema? schema, DocNode value, List<string> path)
    {
        if (schema is null || schema.Type == SchemaType.Any || value is DocNull)
            return null;
        return schema.Type switch
        {
            SchemaType.Object or SchemaType.Map => value is DocObject fields ? CheckObject(schema, fields, path) : Wrong(path, "map", value),
            SchemaType.Array => value is DocArray elements ? CheckList(schema, elements, path) : Wrong(path, "list", value),
            SchemaType.String => value is DocString ? null : Wrong(path, "string", value),
            SchemaType.Boolean => value is DocBool ? null : Wrong(path, "boolean", value),
            SchemaType.Integer or SchemaType.Number => value is DocNumber ? null : Wrong(path, "numeric (int or float)", value),
            SchemaType.Quantity or SchemaType.IntOrString when value is not (DocString or DocNumber) => Wrong(path, "scalar", value),
            _ => null,
        };
    }

    private static string? CheckObject(Schema schema, DocObject document, List<string> path)
    {
        foreach (var (name, value) in document)
        {
            path.Add(PathStep.Field(name));
            var known = schema.TryGetField(name, out _) || schema.Items is not null || schema.PreserveUnknownFields
                || (path.Count == 1 && AlwaysKnown.Contains(name));
            var error = known ? Check(ApplySchema.Under(schema, name), value, path) : $"{PathStep.Describe(path)}: field not declared in schema";
            path.RemoveAt(path.Count - 1);
            if (error is not null)
                return error;
        }

        return null;
    }

    private static string? CheckList(Schema schema, DocArray list, List<string> path)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < list.Count; i++)
        {
            var step = schema.ListKind == ListKind.Atomic ? $"i:{i}" : PathStep.Element(schema, list[i]);
            if (step is null)
                return $"{PathStep.Describe(path)}: element {i}: associative list with keys has an element that omits key field{KeyOf(schema)}";
            path.Add(step);
            var error = seen.Add(step) ? Check(schema.Items, list[i], path) : null;
            var doubled = error is null && seen.Count <= i;
            path.RemoveAt(path.Count - 1);
            if (doubled)
                return $"{PathStep.Describe(path)}: duplicate entries for key {PathStep.Describe([step])}";
            if (error is not null)
                return error;
        }

        return null;
    }

    private static string KeyOf(Schema schema) => schema.ListMapKeys is [var only] ? $" \"{only}\" (and doesn't have default value)" : "";

    private static string Wrong(List<string> path, string expected, DocNode value) =>
        $"{PathStep.Describe(path)}: expected {expected}, got &{{{value}}}";
}

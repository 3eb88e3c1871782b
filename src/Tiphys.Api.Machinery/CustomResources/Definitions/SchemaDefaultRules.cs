using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Rules;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Machinery.Validation;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.CustomResources.Definitions;

/// <summary>Whether the defaults of a structural schema are values that it allows itself.</summary>
internal static class SchemaDefaultRules
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];

    public static void Validate(DocObject node, FieldPath path, bool isRoot, FieldErrors errors)
    {
        if (node["default"] is { } value and not DocNull)
            ValidateDefault(node, value, path.Child("default"), isRoot, errors);
        if (node.GetObject("items") is { } items)
            Validate(items, path.Child("items"), isRoot: false, errors);
        foreach (var (name, property) in SchemaParts.Properties(node))
            Validate(property, path.Child("properties").Key(name), isRoot: false, errors);
    }

    private static void ValidateDefault(DocObject node, DocNode value, FieldPath path, bool isRoot, FieldErrors errors)
    {
        if (node.Text("type") is { Length: > 0 } type && !Types.Contains(type))
        {
            var found = value switch { DocString => "string", DocObject => "object", DocArray => "array", DocBool => "boolean", _ => "number" };
            errors.TypeInvalid(path, found, $" in body must be of type {type}: \"{found}\"");
            return;
        }

        var copy = node.Clone();
        copy.Remove("default");
        if (isRoot)
            copy["x-kubernetes-embedded-resource"] = true;
        var schema = StructuralSchemaReader.Read(copy);
        if (HasUnknown(schema, value))
            errors.Invalid(path, value, "must not have unknown fields");
        var wrong = new FieldErrors();
        SchemaRules.ValidateDefault(schema, value, wrong);
        foreach (var cause in wrong.Causes.Where(cause => cause.Reason != "FieldValueDuplicate"))
            errors.Add(cause with { Field = Join(path, cause.Field) });
        if (wrong.IsEmpty)
            RunRules(copy, value, path, errors);
    }

    private static bool HasUnknown(Schema schema, DocNode value)
    {
        var complaints = new StrictComplaints();
        CustomResourcePruning.PruneDefault(schema, value.DeepClone(), complaints);
        return complaints.Texts.Count > 0;
    }

    private static void RunRules(DocObject node, DocNode value, FieldPath path, FieldErrors errors)
    {
        const string Field = "value";
        var outer = new DocObject { { "type", "object" }, { "properties", new DocObject { { Field, node } } } };
        if (CelSchemaRules.Compile(StructuralSchemaReader.Read(outer)) is not { } rules)
            return;
        foreach (var cause in rules.Validate(new DocObject { { Field, value } }, null, new CelBudget()))
            errors.Add(cause with { Field = path + cause.Field[Field.Length..] });
    }

    private static string Join(FieldPath path, string field) => field switch
    {
        "<nil>" => path.ToString(),
        _ when field.StartsWith('[') => path + field,
        _ => $"{path}.{field}",
    };
}

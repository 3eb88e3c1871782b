using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Rules;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.CustomResources.Definitions;

/// <summary>Judges a schema that a definition brings: its root, its structure, its defaults, its keywords, its rules.</summary>
public static class SchemaDefinitionRules
{
    /// <summary>As many as are kept compiled.</summary>
    private const int MostPatterns = 1_000;

    private const int MostRules = 10_000;

    // In the order in which the error names them.
    private static readonly string[] AtRoot =
    [
        "Description", "Type", "Format", "Title", "Maximum", "ExclusiveMaximum", "Minimum", "ExclusiveMinimum", "MaxLength", "MinLength", "Pattern", "MaxItems", "MinItems",
        "UniqueItems", "MultipleOf", "Required", "Items", "Properties", "ExternalDocs", "Example", "XPreserveUnknownFields", "XValidations",
    ];

    /// <param name="path">Of the <c>openAPIV3Schema</c>.</param>
    /// <param name="hasStatus">Whether objects have a status subresource: its schema must be complete without the root's.</param>
    public static void Validate(DocObject schema, FieldPath path, bool hasStatus, FieldErrors errors)
    {
        if (hasStatus)
            ValidateRoot(schema, path, errors);
        if (!AreFew(schema, path, errors))
            return;
        if (schema.GetBool("nullable") == true)
            errors.Forbidden(path.Child("nullable"), "nullable cannot be true at the root");
        var isSound = SchemaParts.All(schema).All(SchemaKeywordRules.IsReadable);
        if (isSound)
        {
            var before = errors.Causes.Count;
            StructuralSchemaRules.Validate(schema, path, errors);
            if (errors.Causes.Count == before)
                SchemaDefaultRules.Validate(schema, path, isRoot: true, errors);
            isSound = errors.Causes.Count == before;
        }

        var keywords = new FieldErrors();
        SchemaKeywordRules.Validate(schema, path, keywords);
        foreach (var cause in (IEnumerable<Errors.StatusCause>)[.. keywords.Causes, .. CelSchemaRules.Check(schema, path, keywords.Causes, isSound)])
            errors.Add(cause);
    }

    /// <summary>Patterns and rules are compiled here, and patterns again for the objects.</summary>
    private static bool AreFew(DocObject schema, FieldPath path, FieldErrors errors)
    {
        var patterns = new HashSet<string>(StringComparer.Ordinal);
        var rules = 0;
        foreach (var part in SchemaParts.All(schema))
        {
            if (part.GetString("pattern") is { } pattern)
                patterns.Add(pattern);
            rules += part.GetArray("x-kubernetes-validations")?.Count ?? 0;
        }

        if (patterns.Count > MostPatterns)
            errors.Invalid(path, $"{patterns.Count} patterns", $"must have at most {MostPatterns} different patterns");
        if (rules > MostRules)
            errors.Invalid(path, $"{rules} rules", $"must have at most {MostRules} rules");
        return patterns.Count <= MostPatterns && rules <= MostRules;
    }

    private static void ValidateRoot(DocObject schema, FieldPath path, FieldErrors errors)
    {
        var set = schema.Where(member => member.Value is not (DocNull or DocString { IsEmpty: true } or DocBool { Value: false })).Select(member => member.Key).ToArray();
        if (schema.IsSet("type") && schema.Text("type") != "object")
            errors.Invalid(path.Child("type"), schema["type"], "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled");
        else if (set.Any(name => !AtRoot.Contains(MemberName(name))))
            errors.Invalid(path, schema, $"only [{string.Join(' ', AtRoot)}] fields are allowed at the root of the schema if the status subresource is enabled");
    }

    private static string MemberName(string name) => string.Concat(name
        .Replace("x-kubernetes-", "x-", StringComparison.Ordinal)
        .Split('-')
        .Select(word => string.Concat(char.ToUpperInvariant(word[0]).ToString(), word.AsSpan(1))));
}

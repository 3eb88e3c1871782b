using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Cel.Rules;

/// <summary>The compiled rules at a node of a schema and below it. Nodes without any rule are not there.</summary>
internal sealed class RuleNode
{
    private RuleNode(DeclaredType type, CompiledRule[] rules)
    {
        Type = type;
        Rules = rules;
    }

    public DeclaredType Type { get; }

    public CompiledRule[] Rules { get; }

    /// <summary>Of a list's elements or a map's values.</summary>
    public RuleNode? Elements { get; private init; }

    /// <summary>By field name.</summary>
    public Dictionary<string, RuleNode> Fields { get; private init; } = [];

    /// <summary>What allOf adds at this node.</summary>
    public List<RuleNode> AllOf { get; private init; } = [];

    public static RuleNode? Of(Schema root) => HasRules(root) && DeclaredType.Of(root, isRoot: true) is { } type ? Of(root, type) : null;

    /// <param name="validation">Where the rules are written: the node's own schema, or an entry of allOf about it.</param>
    /// <param name="type">The node itself.</param>
    private static RuleNode? Of(Schema validation, DeclaredType type)
    {
        var node = new RuleNode(type, RuleCompiler.Compile(CelRule.Of(validation.Validations), type))
        {
            Elements = validation.Items is { } items && type.Element is { } element ? Of(items, element) : null,
            Fields = FieldsOf(validation, type),
            AllOf = [.. AllOfEntries(validation).Select(entry => Of(entry, type)).OfType<RuleNode>()],
        };
        return node.Rules.Length > 0 || node.Elements is not null || node.Fields.Count > 0 || node.AllOf.Count > 0 ? node : null;
    }

    private static Dictionary<string, RuleNode> FieldsOf(Schema validation, DeclaredType type)
    {
        var fields = new Dictionary<string, RuleNode>(StringComparer.Ordinal);
        foreach (var field in validation.Fields)
        {
            if (!type.Schema.TryGetField(field.Name, out var spine))
                continue;
            // A field whose name cannot be written in CEL still has rules of its own.
            var fieldType = FieldNames.Escape(field.Name) is { } name
                ? type.Fields.TryGetValue(name, out var declared) ? declared.Type : null
                : DeclaredType.Of(spine.Schema, spine.Schema.EmbeddedResource);
            if (fieldType is not null && Of(field.Schema, fieldType) is { } node)
                fields[field.Name] = node;
        }

        return fields;
    }

    private static IEnumerable<Schema> AllOfEntries(Schema schema) =>
        (schema.Validations?.GetArray("allOf")?.Objects() ?? []).Select(entry => StructuralSchemaReader.Read(WithType(entry, schema)));

    /// <summary>Entries of allOf name no types; the reader wants them to tell maps, lists and objects apart.</summary>
    private static DocObject WithType(DocObject entry, Schema schema)
    {
        if (entry.ContainsKey("type"))
            return entry;
        var typed = new DocObject { ["type"] = entry.ContainsKey("items") ? "array" : entry.ContainsKey("properties") || entry.ContainsKey("additionalProperties") ? "object" : null };
        foreach (var (name, value) in entry)
        {
            typed.Set(name, value switch
            {
                DocObject properties when name == "properties" => Typed(properties, schema),
                DocObject inner when name is "items" or "additionalProperties" && schema.Items is not null => WithType(inner, schema.Items),
                _ => value,
            });
        }

        return typed;
    }

    private static DocObject Typed(DocObject properties, Schema schema)
    {
        var typed = new DocObject();
        foreach (var (name, value) in properties)
            typed.Set(name, value is DocObject inner && schema.TryGetField(name, out var field) ? WithType(inner, field.Schema) : value);
        return typed;
    }

    private static bool HasRules(Schema schema) =>
        schema.Validations is { } validations && (validations.ContainsKey("x-kubernetes-validations") || validations.ContainsKey("allOf"))
        || (schema.Items is { } items && HasRules(items))
        || schema.Fields.Any(field => HasRules(field.Schema));
}

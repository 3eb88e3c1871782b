using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>What an applied configuration must be before it can be merged: fields the schema knows, the right types, no doubled elements.</summary>
internal sealed class AppliedDocumentCheck
{
    /// <summary>Characters after which no further error is told: there can be one for every value, each with its whole path.</summary>
    private const int MostText = 256 << 10;

    private static readonly string[] AlwaysKnown = ["apiVersion", "kind", "metadata"];
    private readonly List<string> _path = [];
    private readonly List<string> _errors = [];
    private int _told;

    /// <summary>Every error with its path, in the form of structured-merge-diff; null if there is none.</summary>
    public static string? ErrorsOf(ResourceInfo resource, DocObject document)
    {
        var check = new AppliedDocumentCheck();
        check.CheckObject(resource.Schema, document);
        return check._errors switch
        {
            [] => null,
            [var only] => only,
            var all => $"errors:\n{string.Join('\n', all.Select(error => $"  {error}"))}",
        };
    }

    private void Add(string error)
    {
        if (_told >= MostText)
            return;
        _errors.Add($"{PathStep.Describe(_path)}: {error}");
        _told += _errors[^1].Length;
    }

    private void Check(Schema? schema, DocNode value)
    {
        if (schema is null || schema.Type == SchemaType.Any || value is DocNull)
            return;
        switch (schema.Type)
        {
            case SchemaType.Object or SchemaType.Map when value is DocObject fields:
                CheckObject(schema, fields);
                break;
            case SchemaType.Array when value is DocArray elements:
                CheckList(schema, elements);
                break;
            default:
                if (Expected(schema, value) is { } expected)
                    Add($"expected {expected}, got &{{{value}}}");
                break;
        }
    }

    private static string? Expected(Schema schema, DocNode value) => schema.Type switch
    {
        SchemaType.Object or SchemaType.Map => "map",
        SchemaType.Array => "list",
        SchemaType.String => value is DocString ? null : "string",
        SchemaType.Boolean => value is DocBool ? null : "boolean",
        SchemaType.Integer or SchemaType.Number => value is DocNumber ? null : "numeric (int or float)",
        _ => value is DocString or DocNumber ? null : "scalar",
    };

    private void CheckObject(Schema schema, DocObject document)
    {
        foreach (var (name, value) in document)
        {
            _path.Add(PathStep.Field(name));
            var known = schema.TryGetField(name, out _) || schema.Items is not null || schema.PreserveUnknownFields
                || (_path.Count == 1 && AlwaysKnown.Contains(name));
            if (known)
                Check(ApplySchema.Under(schema, name), value);
            else
                Add("field not declared in schema");
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private void CheckList(Schema schema, DocArray list)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < list.Count; i++)
        {
            var step = schema.ListKind == ListKind.Atomic ? $"i:{i}" : PathStep.Element(schema, list[i]);
            if (step is null)
            {
                var keys = string.Join(' ', schema.ListMapKeys.Select(key => $"\"{key}\""));
                Add($"element {i}: associative list with keys has an element that omits all key fields [{keys}] (and doesn't have default values for any key fields)");
                continue;
            }

            if (!seen.Add(step))
            {
                Add($"duplicate entries for key {PathStep.Describe([step])}");
                continue;
            }

            _path.Add(step);
            Check(schema.Items, list[i]);
            _path.RemoveAt(_path.Count - 1);
        }
    }
}

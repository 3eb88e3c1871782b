using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Selectors;

/// <summary>What a field label means for a resource: mostly a path into the object, for a few kinds another name for one.</summary>
internal static class FieldValues
{
    public static bool IsSupported(ResourceInfo resource, string label) =>
        label is "metadata.name" or "metadata.namespace" || resource.SelectableFields.Contains(label) || Alias(resource, label) is not null;

    public static string Refusal(ResourceInfo resource, string label)
    {
        if (resource.IsCustom || resource.SelectableFields.Count > 0)
            return $"field label not supported: {label}";
        return $"\"{label}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";
    }

    public static string Get(ResourceInfo resource, DocObject document, string label)
    {
        switch (label)
        {
            case "metadata.name":
                return document.GetObject("metadata")?.GetString("name") ?? "";
            case "metadata.namespace":
                return document.GetObject("metadata")?.GetString("namespace") ?? "";
        }

        if (resource is { Resource: "events", IsCustom: false })
            return OfEvent(document, label);
        var path = (Alias(resource, label) ?? label).TrimStart('.').Split('.');
        return Text(document.GetPath(path)) ?? EmptyValue(resource.Schema, path);
    }

    private static string? Alias(ResourceInfo resource, string label) => resource.IsCustom ? null : (resource.Resource, label) switch
    {
        ("namespaces" or "nodes" or "persistentvolumes", "name") => "metadata.name",
        ("persistentvolumeclaims", "name") => "metadata.name",
        ("jobs", "status.successful") => "status.succeeded",
        _ => null,
    };

    /// <summary>Events of both groups are one object whose fields have two names; either is asked for, and either may be at hand.</summary>
    private static string OfEvent(DocObject document, string label)
    {
        const string core = "involvedObject", events = "regarding";
        var controller = Text(document["reportingComponent"] ?? document["reportingController"]) ?? "";
        return label.Split('.') switch
        {
            ["source"] => Text(document.GetPath("source", "component") ?? document.GetPath("deprecatedSource", "component")) is { Length: > 0 } component ? component : controller,
            ["reportingComponent" or "reportingController"] => controller,
            [core or events, var field] => Text(document.GetPath(core, field) ?? document.GetPath(events, field)) ?? "",
            var path => Text(document.GetPath(path)) ?? "",
        };
    }

    private static string? Text(DocNode? node) => node switch
    {
        DocString text => text.Value,
        DocBool flag => flag.Value ? "true" : "false",
        DocNumber number => Encoding.ASCII.GetString(number.Utf8.Span),
        _ => null,
    };

    private static string EmptyValue(Schema schema, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (!schema.TryGetField(name, out var field))
                return "";
            schema = field.Schema;
        }

        return schema.Type switch { SchemaType.Boolean => "false", SchemaType.Integer => "0", _ => "" };
    }
}

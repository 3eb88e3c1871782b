using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Api.Machinery.Defaulting;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Warnings of custom resources, their definitions, webhooks and policies.</summary>
internal static class ExtensionWarnings
{
    private const string StaticSuffix = ".static.k8s.io";

    public static void Policy(DocObject document, List<string> warnings)
    {
        if ((document.GetPath("metadata", "name") as DocString)?.Value.EndsWith(StaticSuffix, StringComparison.Ordinal) == true)
            warnings.Add($"metadata.name: names ending with \"{StaticSuffix}\" are reserved for static manifest-based configurations and cannot be managed via the API");
    }

    public static void Definition(WrittenObject definition, List<string> warnings)
    {
        var known = definition.Old is null ? [] : UnknownFormats(definition.Old);
        foreach (var format in UnknownFormats(definition.Document).Except(known))
            warnings.Add($"unrecognized format \"{format}\"");
    }

    public static void CustomResource(DocObject document, DocObject? old, List<string> warnings)
    {
        var before = (old?.GetPath("metadata", "finalizers") as DocArray)?.Strings() ?? [];
        var added = ((document.GetPath("metadata", "finalizers") as DocArray)?.Strings() ?? []).Except(before).Order(StringComparer.Ordinal);
        foreach (var finalizer in added.Where(finalizer => !finalizer.Contains('/') && finalizer is not ("orphan" or "foregroundDeletion" or "kubernetes")))
        {
            var form = finalizer.Contains('.') ? " including a path (/)" : "";
            warnings.Add(
                $"metadata.finalizers: \"{finalizer}\": prefer a domain-qualified finalizer name{form} to avoid accidental conflicts with other finalizer writers");
        }
    }

    private static SortedSet<string> UnknownFormats(DocObject definition)
    {
        var formats = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var version in definition.GetObject("spec")?.ObjectsOf("versions") ?? [])
            Collect(version.GetPath("schema", "openAPIV3Schema") as DocObject, formats);
        return formats;
    }

    private static bool IsKnown(string format, string? type) => type switch
    {
        null or "" or "string" => Formats.IsKnown(format),
        "integer" => format is "int32" or "int64",
        "number" => format is "float" or "double",
        _ => false,
    };

    private static void Collect(DocObject? schema, SortedSet<string> formats)
    {
        if (schema is null)
            return;
        if (schema.GetString("format") is { Length: > 0 } format && !IsKnown(format, schema.GetString("type")))
            formats.Add(format);
        foreach (var map in (string[])["properties", "patternProperties", "definitions"])
        {
            foreach (var (_, inner) in schema.GetObject(map) ?? [])
                Collect(inner as DocObject, formats);
        }

        foreach (var list in (string[])["allOf", "anyOf", "oneOf"])
        {
            foreach (var inner in schema.ObjectsOf(list))
                Collect(inner, formats);
        }

        foreach (var inner in (string[])["items", "additionalProperties", "additionalItems", "not"])
            Collect(schema[inner] as DocObject, formats);
    }
}

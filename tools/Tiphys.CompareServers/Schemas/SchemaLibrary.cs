using Tiphys.Api.Documents;
using Tiphys.CompareServers.Connection;

namespace Tiphys.CompareServers.Schemas;

/// <summary>Every schema a server publishes under <c>/openapi/v3</c>, by its name.</summary>
internal sealed class SchemaLibrary
{
    private const string Prefix = "#/components/schemas/";
    private readonly Dictionary<string, DocObject> _schemas = new(StringComparer.Ordinal);

    public static async Task<SchemaLibrary> LoadAsync(Server server)
    {
        var library = new SchemaLibrary();
        var index = await server.GetAsync("/openapi/v3");
        foreach (var (_, entry) in index.GetObject("paths")!)
        {
            var document = await server.GetAsync(((DocObject)entry).GetString("serverRelativeURL")!);
            foreach (var (name, schema) in document.GetPath("components", "schemas") as DocObject ?? [])
                library._schemas[name] = (DocObject)schema;
        }

        return library;
    }

    /// <summary>The schema of a kind; null if the server does not publish it.</summary>
    public DocObject? OfKind(string apiVersion, string kind)
    {
        var (group, version) = apiVersion.Split('/') is [var g, var v] ? (g, v) : ("", apiVersion);
        return _schemas.Values.FirstOrDefault(schema => schema.GetArray("x-kubernetes-group-version-kind") is { Count: 1 } kinds
            && kinds.Objects().Any(entry => entry.GetString("group") == group && entry.GetString("version") == version && entry.GetString("kind") == kind));
    }

    /// <summary>Follows references; also says the name of the schema that was referred to, empty for none.</summary>
    public (DocObject Schema, string Name) Resolve(DocObject schema)
    {
        var reference = schema.GetString("$ref") ?? schema.GetArray("allOf")?.Objects().FirstOrDefault()?.GetString("$ref");
        return reference is null ? (schema, "") : (_schemas[reference[Prefix.Length..]], reference[Prefix.Length..]);
    }
}

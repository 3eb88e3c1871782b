using Tiphys.Api.Catalogue;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.OpenApi;

/// <summary>The definitions a document needs: those its operations name and all that they refer to.</summary>
internal sealed class DefinitionSet(SchemaDocument document, IReadOnlyList<ResourceInfo> resources)
{
    private readonly SortedDictionary<string, DocNode> _definitions = new(StringComparer.Ordinal);

    /// <summary>Adds what the operations of these paths name.</summary>
    public void AddOf(IEnumerable<ApiPath> paths)
    {
        foreach (var operation in paths.SelectMany(path => path.Operations))
        {
            Add(operation.Answer);
            Add(operation.Body);
        }
    }

    public DocObject ToDocument()
    {
        var made = new DocObject();
        foreach (var (name, definition) in _definitions)
            made.Append(name, definition);
        return made;
    }

    private void Add(string? name)
    {
        if (name is null || _definitions.ContainsKey(name))
            return;
        if (BuiltInSchemas.Instance.TryGet(name, out var schema))
            Add(name, schema);
        else if (name == VersionInfo.Name)
            _definitions.Add(name, document.Definition(VersionInfo.Schema));
        else
            AddCustom(name);
    }

    private void AddCustom(string name)
    {
        foreach (var info in resources.Where(info => info.IsCustom))
        {
            if (OpenApiKinds.Of(info) == name)
                _definitions.Add(name, CustomKind.Object(info, document));
            else if (OpenApiKinds.ListOf(info) == name)
                _definitions.Add(name, CustomKind.List(info, document));
            else
                continue;
            Add(OpenApiKinds.ObjectMeta);
            Add(OpenApiKinds.ListMeta);
            Add(OpenApiKinds.Of(info));
            return;
        }
    }

    private void Add(string name, Schema schema)
    {
        var made = document.Definition(schema);
        _definitions.Add(name, made);
        if (BuiltInSchemas.Instance.KindOf(schema) is var (version, kind))
            CustomKind.WithKind(made, version, kind);

        // These two are decoded in the version of the resource they come for.
        if (name is OpenApiKinds.DeleteOptions or OpenApiKinds.WatchEvent)
            made["x-kubernetes-group-version-kind"] = KindInEachVersion(name[(name.LastIndexOf('.') + 1)..]);
        foreach (var field in schema.Fields)
            AddReferences(field.Schema);
    }

    private DocArray KindInEachVersion(string kind) => new(resources.Select(info => info.GroupVersion)
        .Append(new GroupVersion("", "v1")).Distinct()
        .OrderBy(version => version.Group, StringComparer.Ordinal).ThenBy(version => version.Version, StringComparer.Ordinal)
        .Select(version => CustomKind.Kind(version, kind)));

    private void AddReferences(Schema schema)
    {
        if (schema.Name is not null)
            Add(schema.Name);
        else if (schema.Items is not null)
            AddReferences(schema.Items);
    }
}

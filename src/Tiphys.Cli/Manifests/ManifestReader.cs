using Tiphys.Api.Documents;
using Tiphys.Api.Yaml;
using Tiphys.Primitives.Faults;

namespace Tiphys.Cli.Manifests;

/// <summary>Reads manifests from files and folders (*.yaml, *.yml, *.json, not the folders within), lists taken apart, in an order that can be applied.</summary>
public static class ManifestReader
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Kinds that others need, first of all.</summary>
    private static readonly string[] First = ["Namespace", "CustomResourceDefinition", "StorageClass", "PriorityClass", "ServiceAccount", "ClusterRole", "Role", "ConfigMap", "Secret"];

    /// <exception cref="FaultException">A path is not there, or a file is no manifest; nothing has been applied then.</exception>
    public static IReadOnlyList<Manifest> Read(IEnumerable<string> paths)
    {
        var found = new List<Manifest>();
        foreach (var file in paths.SelectMany(Files))
            found.AddRange(ReadFile(file));
        foreach (var manifest in found)
            _ = (manifest.Kind, manifest.GroupVersion, manifest.Name);
        return [.. found.OrderBy(manifest => Array.IndexOf(First, manifest.Kind) is var rank and >= 0 ? rank : First.Length)];
    }

    private static IEnumerable<string> Files(string path)
    {
        if (Directory.Exists(path))
            return Directory.EnumerateFiles(path).Where(file => Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal);
        if (File.Exists(path))
            return [path];
        throw new FaultException("NO-FILE", $"{path} is neither a file nor a folder", "check the path") { IsUsage = true };
    }

    private static IEnumerable<Manifest> ReadFile(string path)
    {
        IReadOnlyList<DocNode> documents;
        try
        {
            documents = YamlReader.ParseAll(File.ReadAllBytes(path));
        }
        catch (DocFormatException e)
        {
            throw new FaultException("MANIFEST", $"{path}: {e.Message}", "correct the file; nothing was applied", e);
        }

        return documents.SelectMany((document, index) => TakeApart($"{path}#{index + 1}", document));
    }

    private static IEnumerable<Manifest> TakeApart(string source, DocNode document) => document switch
    {
        DocNull => [],
        DocObject list when list.GetString("kind") == "List" && list.GetArray("items") is { } items => items.Objects().Select(item => new Manifest(source, item)),
        DocObject one => [new Manifest(source, one)],
        _ => throw new FaultException("MANIFEST", $"{source}: not an object", "a manifest is a mapping with apiVersion, kind and metadata"),
    };
}

using Tiphys.Api.Documents;
using Tiphys.Api.Yaml;

namespace Tiphys.CompareServers.Runs;

/// <summary>The objects that are mutated: one or more of each kind, valid as they stand, kept in <c>Seeds/*.yaml</c>.</summary>
internal static class Seeds
{
    /// <summary>All of them, in an order in which they can be created; those of one kind only if it is named.</summary>
    public static IReadOnlyList<DocObject> Read(string? kind)
    {
        var assembly = typeof(Seeds).Assembly;
        var seeds = new List<DocObject>();
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using var content = new MemoryStream();
            assembly.GetManifestResourceStream(name)!.CopyTo(content);
            seeds.AddRange(YamlReader.ParseAll(content.ToArray()).OfType<DocObject>());
        }

        return [.. seeds.Where(seed => kind is null || seed.GetString("kind") == kind)];
    }
}

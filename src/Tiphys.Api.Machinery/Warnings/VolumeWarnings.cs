using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Warnings of a pod's volumes: drivers that are gone, files that overwrite each other.</summary>
/// <param name="path">Where the list of volumes is.</param>
internal sealed class VolumeWarnings(FieldPath path, List<string> warnings)
{
    // In the order in which upstream looks at a volume; null stands for the claim of an ephemeral volume.
    private static readonly (string Source, string? Text)[] Sources =
    [
        ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
        ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
        ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("ephemeral", null),
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    public void Add(DocObject spec)
    {
        var volumes = spec.ObjectsOf("volumes").ToArray();
        for (var i = 0; i < volumes.Length; i++)
        {
            foreach (var (source, text) in Sources)
            {
                if (volumes[i][source] is not DocObject found)
                    continue;
                var at = path.Index(i).Child(source == "storageos" ? "storageOS" : source);
                if (text is not null)
                    warnings.Add($"{at}: {text}");
                else
                    StorageWarnings.ClaimSpec(found.GetPath("volumeClaimTemplate", "spec") as DocObject, at.Child("volumeClaimTemplate", "spec"), warnings);
            }
        }

        foreach (var volume in volumes)
            AddOverlaps(volume);
    }

    private void AddOverlaps(DocObject volume)
    {
        if (volume.GetObject("configMap") is { } map)
            Overlaps(volume, $"ConfigMap \"{map.GetString("name")}\"", Files(map, ""));
        if (volume.GetObject("secret") is { } secret)
            Overlaps(volume, $"Secret \"{secret.GetString("secretName")}\"", Files(secret, ""));
        if (volume.GetObject("downwardAPI") is { } fields)
            Overlaps(volume, "DownwardAPI", Files(fields, ""));
        if (volume.GetObject("projected") is not { } projected)
            return;
        var files = new List<(string Path, string Source)>();
        foreach (var source in projected.ObjectsOf("sources"))
        {
            if (source.Count == 0)
                warnings.Add($"volume \"{volume.GetString("name")}\" (Projected) has no sources provided");
            files.AddRange(ProjectedFiles(source));
        }

        Overlaps(volume, "Projected", files);
    }

    private static IEnumerable<(string Path, string Source)> ProjectedFiles(DocObject source)
    {
        if (source.GetObject("configMap") is { } map)
            return Files(map, $"ConfigMap \"{map.GetString("name")}\"");
        if (source.GetObject("secret") is { } secret)
            return Files(secret, $"Secret \"{secret.GetString("name")}\"");
        if (source.GetObject("downwardAPI") is { } fields)
            return Files(fields, "DownwardAPI");
        if (source.GetObject("serviceAccountToken") is { } token)
            return [(token.GetString("path") ?? "", "ServiceAccountToken")];
        if (source.GetObject("clusterTrustBundle") is { } bundle)
            return [(bundle.GetString("path") ?? "", $"ClusterTrustBundle \"{bundle.GetString("name") ?? bundle.GetString("signerName")}\"")];
        return [];
    }

    private static IEnumerable<(string Path, string Source)> Files(DocObject source, string name) =>
        source.ObjectsOf("items").Select(item => (item.GetString("path") ?? "", name));

    private void Overlaps(DocObject volume, string description, IEnumerable<(string Path, string Source)> files)
    {
        var seen = new List<(string Path, string Source)>();
        foreach (var (path, source) in files)
        {
            var file = (Path: path.TrimEnd('/'), Source: source);
            foreach (var other in seen.Where(other => Collide(other.Path, file.Path)))
                warnings.Add($"volume \"{volume.GetString("name")}\" ({description}): overlapping paths: {Show(file)} with {Show(other)}");
            seen.Add(file);
        }
    }

    private static bool Collide(string one, string other) => one.Length > 0 && other.Length > 0
        && ((one + "/").StartsWith(other + "/", StringComparison.Ordinal) || (other + "/").StartsWith(one + "/", StringComparison.Ordinal));

    private static string Show((string Path, string Source) file) => file.Source.Length > 0 ? $"\"{file.Path}\" ({file.Source})" : $"\"{file.Path}\"";
}

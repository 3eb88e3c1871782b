using System.Diagnostics.CodeAnalysis;

namespace Tiphys.Node.Volumes;

/// <summary>The volumes of one pod that are ready, by name.</summary>
internal sealed class MountedVolumes(IReadOnlyDictionary<string, MountedVolume> volumes)
{
    public static MountedVolumes None { get; } = new(new Dictionary<string, MountedVolume>());

    public bool TryGet(string name, [NotNullWhen(true)] out MountedVolume? volume) => volumes.TryGetValue(name, out volume);
}

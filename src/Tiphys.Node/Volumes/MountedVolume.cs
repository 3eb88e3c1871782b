namespace Tiphys.Node.Volumes;

/// <summary>A volume that is ready for containers.</summary>
/// <param name="HostPath">Where it is on the node.</param>
/// <param name="ReadOnly">Containers get it read-only whatever they ask for.</param>
internal sealed record MountedVolume(string HostPath, bool ReadOnly = false);

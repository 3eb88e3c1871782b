namespace Tiphys.Node.Volumes;

/// <summary>A file of a volume that the node agent writes.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Mode">Its permission bits.</param>
internal readonly record struct VolumeFile(byte[] Content, int Mode);

namespace Tiphys.Node.Volumes;

/// <summary>A volume cannot be had as things stand; it is tried again.</summary>
internal sealed class VolumeException(string message) : Exception(message);

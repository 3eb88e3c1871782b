namespace Tiphys.Storage;

/// <summary>What the engine kept on disk is damaged in a way that cannot be mended without losing acknowledged writes; it refuses to open.</summary>
/// <param name="path">The damaged file.</param>
/// <param name="damage">What is wrong with it.</param>
public sealed class StoreDamagedException(string path, string damage, Exception? inner = null)
    : Exception($"{path} is damaged: {damage}. Restore a backup, or move the file away to start empty", inner)
{
    public string Path { get; } = path;
}

namespace Tiphys.Storage;

/// <summary>One change of one key.</summary>
/// <param name="Key">The key that changed.</param>
/// <param name="Value">The new value; null if the key was deleted.</param>
/// <param name="Previous">The value before the change; null if the key was absent or the engine no longer has it.</param>
/// <param name="Revision">The revision of the change.</param>
/// <param name="CreateRevision">The revision that made the key (for a delete: had made it).</param>
public sealed record StoreEvent(StoreKey Key, ReadOnlyMemory<byte>? Value, ReadOnlyMemory<byte>? Previous, long Revision, long CreateRevision)
{
    /// <summary>The revision that wrote <see cref="Previous"/>; 0 if there is none.</summary>
    public long PreviousRevision { get; init; }
}

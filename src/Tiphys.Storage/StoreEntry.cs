namespace Tiphys.Storage;

/// <summary>A key with its value as one revision shows it.</summary>
/// <param name="CreateRevision">The revision that made the key since it was last absent.</param>
/// <param name="ModRevision">The revision that last changed it.</param>
public sealed record StoreEntry(StoreKey Key, ReadOnlyMemory<byte> Value, long CreateRevision, long ModRevision);

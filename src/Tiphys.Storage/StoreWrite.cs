namespace Tiphys.Storage;

/// <summary>One write of a transaction and what must hold for it.</summary>
/// <param name="Key">The key to write.</param>
/// <param name="Value">The new value, kept and not copied: it must not change afterwards; null deletes the key. (A null <c>byte[]</c> converts to an empty value, not to null.)</param>
/// <param name="ExpectedModRevision">The key's mod revision must be this; 0 means the key must be absent.</param>
public readonly record struct StoreWrite(StoreKey Key, ReadOnlyMemory<byte>? Value, long ExpectedModRevision);

namespace Tiphys.Storage.Memory;

/// <summary>What a key held from a revision on.</summary>
/// <param name="Value">Null: the key was deleted.</param>
internal sealed record KeyVersion(ReadOnlyMemory<byte>? Value, long CreateRevision, long ModRevision);

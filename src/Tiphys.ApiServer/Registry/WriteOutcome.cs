namespace Tiphys.ApiServer.Registry;

/// <summary>What a write has left behind.</summary>
/// <param name="Utf8">The whole object in the storage version.</param>
/// <param name="Created">It did not exist before.</param>
/// <param name="Deleted">The write has removed the last thing that held a deleted object; it is gone.</param>
internal readonly record struct WriteOutcome(ReadOnlyMemory<byte> Utf8, bool Created = false, bool Deleted = false);

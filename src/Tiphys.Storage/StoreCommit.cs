namespace Tiphys.Storage;

/// <summary>How a transaction ended.</summary>
/// <param name="Committed">True if every expectation held and all is durable.</param>
/// <param name="Revision">The transaction's revision if it committed, else a revision at which an expectation failed.</param>
/// <param name="Conflicts">If it did not commit: for each write in order what the key held instead; null where the key is absent.</param>
public readonly record struct StoreCommit(bool Committed, long Revision, IReadOnlyList<StoreEntry?> Conflicts);

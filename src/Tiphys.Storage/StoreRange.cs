namespace Tiphys.Storage;

/// <summary>The answer to a range read.</summary>
/// <param name="Entries">In ordinal order of the keys.</param>
/// <param name="Revision">The revision the answer shows.</param>
/// <param name="RemainingCount">How many more entries lie behind the last one under the same prefix; 0 at the end.</param>
public sealed record StoreRange(IReadOnlyList<StoreEntry> Entries, long Revision, long RemainingCount);

namespace Tiphys.Storage;

/// <summary>What every engine demands of a transaction before it looks at the keys.</summary>
internal static class TransactionRules
{
    /// <summary>Writes one transaction may have; engines number the changes of one revision within this.</summary>
    public const int MaxWrites = 4_096;

    /// <exception cref="ArgumentException">No writes, too many, an empty key, or one key twice.</exception>
    public static void Check(IReadOnlyList<StoreWrite> writes)
    {
        if (writes.Count is 0 or > MaxWrites)
            throw new ArgumentException($"a transaction has 1 to {MaxWrites} writes, not {writes.Count}", nameof(writes));

        HashSet<StoreKey>? keys = writes.Count > 1 ? new(writes.Count) : null;
        foreach (var write in writes)
        {
            if (write.Key.IsEmpty)
                throw new ArgumentException("a write needs a key", nameof(writes));
            if (keys is not null && !keys.Add(write.Key))
                throw new ArgumentException($"the key {write.Key} is written twice in one transaction", nameof(writes));
            if (write.Value is null && write.ExpectedModRevision == 0)
                throw new ArgumentException($"the delete of {write.Key} must say which revision it deletes", nameof(writes));
        }
    }
}

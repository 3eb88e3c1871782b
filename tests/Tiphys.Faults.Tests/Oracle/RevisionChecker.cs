namespace Tiphys.Faults.Tests.Oracle;

/// <summary>Proves that revisions rise with time, over all keys, and that none is given twice.</summary>
internal static class RevisionChecker
{
    public static IEnumerable<string> Check(IReadOnlyCollection<Operation> operations)
    {
        var writes = operations.Where(operation => operation is { Outcome: OperationOutcome.Done, Kind: not OperationKind.Read, Revision: > 0 }).ToArray();
        foreach (var twice in writes.GroupBy(write => write.Revision).Where(group => group.Count() > 1))
            yield return $"revision {twice.Key} was given twice:\n  {string.Join("\n  ", twice)}";

        var returned = writes.OrderBy(write => write.Return).ToArray();
        var (at, newest) = (0, default(Operation));
        foreach (var write in writes.OrderBy(write => write.Call))
        {
            for (; at < returned.Length && returned[at].Return < write.Call; at++)
            {
                if (newest is null || returned[at].Revision > newest.Revision)
                    newest = returned[at];
            }

            if (newest is not null && write.Revision < newest.Revision)
                yield return $"the revision fell: {write}\n  though before it\n  {newest}";
        }
    }
}

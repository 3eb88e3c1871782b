namespace Tiphys.Node.Stats;

/// <summary>What one container has used.</summary>
/// <param name="CpuNanoseconds">Processor time since its start.</param>
/// <param name="CpuNanoCores">Processor use over the last interval, in billionths of a core.</param>
/// <param name="WorkingSetBytes">Memory that cannot be taken back without ending it.</param>
/// <param name="UsageBytes">Memory, page cache included.</param>
/// <param name="RssBytes">Anonymous memory.</param>
/// <param name="At">When this was measured.</param>
internal sealed record ContainerUsage(
    string Id,
    string Name,
    string PodUid,
    string PodName,
    string PodNamespace,
    ulong CpuNanoseconds,
    ulong CpuNanoCores,
    ulong WorkingSetBytes,
    ulong UsageBytes,
    ulong RssBytes,
    ulong RootfsUsedBytes,
    DateTimeOffset At,
    DateTime StartedAt);

using Tiphys.Storage.Tests.Conformance;

namespace Tiphys.Storage.Tests.Memory;

/// <summary>The kit, run against the memory engine.</summary>
public static class MemoryConformance
{
    public sealed class Commits : CommitConformance<MemoryDriver>;

    public sealed class Ranges : RangeConformance<MemoryDriver>;

    public sealed class Watches : WatchConformance<MemoryDriver>;

    public sealed class Compactions : CompactionConformance<MemoryDriver>;
}

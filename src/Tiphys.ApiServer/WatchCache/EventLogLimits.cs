namespace Tiphys.ApiServer.WatchCache;

/// <summary>How much history a resource's event log keeps for watchers that resume.</summary>
public sealed record EventLogLimits
{
    internal const int SmallestRing = 64;

    /// <summary>Events older than this leave. Default 5 minutes, as long as upstream's store keeps revisions.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Kept however old they are, so that a quiet resource's watchers resume after a long pause. Default 100.</summary>
    public int KeepAtLeast { get; init; } = 100;

    /// <summary>Most events of one resource. Default 100,000.</summary>
    public int MaxEvents { get; init; } = 100_000;

    /// <summary>Most bytes of documents that one resource's log may hold on to. Default 64 MiB.</summary>
    public long MaxBytes { get; init; } = 64L << 20;
}

using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Pods;

namespace Tiphys.Node.Stats;

/// <summary>Measures what containers use, on demand: idle nodes measure nothing. The rate of processor use is that since the former measurement.</summary>
internal sealed class UsageReader(IContainerRuntime runtime, PodWorkers pods, TimeProvider time)
{
    /// <summary>Collectors that ask at the same moment share one measurement.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private Dictionary<string, (ulong Nanoseconds, DateTimeOffset At, ulong Rate)> _former = [];
    private IReadOnlyList<ContainerUsage> _last = [];
    private DateTimeOffset _measuredAt;

    public async Task<IReadOnlyList<ContainerUsage>> ReadAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (time.GetUtcNow() - _measuredAt < Fresh)
                return _last;
            var stats = await runtime.ListContainerStatsAsync(cancellationToken).ConfigureAwait(false);
            _last = [.. stats.Where(stat => stat.Cpu is not null).Select(Describe).OfType<ContainerUsage>()];
            _former = _last.ToDictionary(usage => usage.Id, usage => (usage.CpuNanoseconds, usage.At, usage.CpuNanoCores));
            _measuredAt = time.GetUtcNow();
            return _last;
        }
        finally
        {
            _gate.Release();
        }
    }

    private ContainerUsage? Describe(ContainerStats stat)
    {
        var labels = stat.Attributes.Labels;
        if (!labels.TryGetValue(CriLabels.PodUid, out var uid) || pods.Find(uid)?.Runtime.ById(stat.Attributes.Id) is not { IsRunning: true } container)
            return null;
        var used = stat.Cpu.UsageCoreNanoSeconds?.Value ?? 0;
        var at = DateTimeOffset.UnixEpoch.AddTicks(stat.Cpu.Timestamp / 100);
        return new ContainerUsage(
            stat.Attributes.Id,
            container.Name,
            uid,
            labels[CriLabels.PodName],
            labels[CriLabels.PodNamespace],
            used,
            Rate(container, used, at),
            stat.Memory?.WorkingSetBytes?.Value ?? 0,
            stat.Memory?.UsageBytes?.Value ?? stat.Memory?.WorkingSetBytes?.Value ?? 0,
            stat.Memory?.RssBytes?.Value ?? 0,
            stat.WritableLayer?.UsedBytes?.Value ?? 0,
            at,
            container.StartedAt);
    }

    private ulong Rate(RuntimeContainer container, ulong used, DateTimeOffset at)
    {
        var (before, since) = _former.TryGetValue(container.Id, out var former) ? (former.Nanoseconds, former.At) : (0, new DateTimeOffset(container.StartedAt, TimeSpan.Zero));
        var seconds = (at - since).TotalSeconds;
        return seconds > 0.01 && used >= before ? (ulong)((used - before) / seconds) : former.Rate;
    }
}

using System.Globalization;
using Tiphys.Api.Documents;

namespace Tiphys.Node.Stats;

/// <summary>The document of <c>/stats/summary</c> (kubelet stats v1alpha1): node, pods, containers.</summary>
internal static class StatsSummary
{
    public static DocObject Build(string nodeName, MachineUsage machine, ulong machineNanoCores, IReadOnlyList<ContainerUsage> containers)
    {
        var pods = new DocArray();
        foreach (var pod in containers.GroupBy(container => (container.PodUid, container.PodName, container.PodNamespace)))
            pods.Add(Pod(pod.Key.PodName, pod.Key.PodNamespace, pod.Key.PodUid, [.. pod]));
        var node = new DocObject
        {
            { "nodeName", nodeName },
            { "cpu", Cpu(machine.At, machineNanoCores, machine.CpuNanoseconds) },
            {
                "memory",
                new DocObject
                {
                    { "time", Time(machine.At) },
                    { "availableBytes", machine.MemoryAvailableBytes },
                    { "usageBytes", machine.MemoryUsedBytes },
                    { "workingSetBytes", machine.WorkingSetBytes },
                }
            },
        };
        return new DocObject { { "node", node }, { "pods", pods } };
    }

    private static DocObject Pod(string name, string ns, string uid, ContainerUsage[] containers)
    {
        var at = containers.Max(container => container.At);
        return new DocObject
        {
            { "podRef", new DocObject { { "name", name }, { "namespace", ns }, { "uid", uid } } },
            { "startTime", Time(containers.Min(container => container.StartedAt)) },
            { "containers", new DocArray(containers.Select(Container)) },
            { "cpu", Cpu(at, Sum(containers, c => c.CpuNanoCores), Sum(containers, c => c.CpuNanoseconds)) },
            { "memory", Memory(at, Sum(containers, c => c.UsageBytes), Sum(containers, c => c.WorkingSetBytes), Sum(containers, c => c.RssBytes)) },
        };
    }

    private static DocNode Container(ContainerUsage container) => new DocObject
    {
        { "name", container.Name },
        { "startTime", Time(container.StartedAt) },
        { "cpu", Cpu(container.At, container.CpuNanoCores, container.CpuNanoseconds) },
        { "memory", Memory(container.At, container.UsageBytes, container.WorkingSetBytes, container.RssBytes) },
        { "rootfs", new DocObject { { "time", Time(container.At) }, { "usedBytes", (long)container.RootfsUsedBytes } } },
    };

    private static ulong Sum(ContainerUsage[] containers, Func<ContainerUsage, ulong> part) => containers.Aggregate(0UL, (sum, container) => sum + part(container));

    private static DocObject Cpu(DateTimeOffset at, ulong rate, ulong total) =>
        new() { { "time", Time(at) }, { "usageNanoCores", (long)rate }, { "usageCoreNanoSeconds", (long)total } };

    private static DocObject Memory(DateTimeOffset at, ulong usage, ulong workingSet, ulong rss) =>
        new() { { "time", Time(at) }, { "usageBytes", (long)usage }, { "workingSetBytes", (long)workingSet }, { "rssBytes", (long)rss } };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

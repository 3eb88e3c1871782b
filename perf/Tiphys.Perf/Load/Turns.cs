namespace Tiphys.Perf.Load;

/// <summary>
/// Measures the same work on every server in turns, so that what else happens on the machine meets all of them alike, and prints each one's figures and how
/// ours stand to the peer's.
/// </summary>
internal static class Turns
{
    /// <param name="measure">One round on one server, which checks its answers.</param>
    /// <returns>Each server's rounds as one.</returns>
    public static async Task<IReadOnlyList<WorkResult>> RunAsync(
        IReadOnlyList<ApiTarget> targets, PerfOptions options, string what, Func<ApiTarget, Task<WorkResult>> measure)
    {
        var results = new WorkResult?[targets.Count];
        for (int round = 0; round < options.Number("rounds", 3); round++)
        {
            for (int i = 0; i < targets.Count; i++)
            {
                var result = await measure(targets[i]);
                results[i] = results[i]?.And(result) ?? result;
            }
        }

        var all = results.Select(result => result!).ToArray();
        for (int i = 0; i < all.Length; i++)
            Console.WriteLine($"{what,-28} {targets[i].Name,-7}{all[i]}");
        if (all is [var ours, var peer])
            Console.WriteLine($"{what,-28} ratio  {Ratio(ours, peer)}");
        return all;
    }

    private static string Ratio(WorkResult ours, WorkResult peer) =>
        $"{ours.PerSecond / peer.PerSecond,8:F1}x, p50 {ours.Latencies.Percentile(0.5) / peer.Latencies.Percentile(0.5):F2}x, "
        + $"p99 {ours.Latencies.Percentile(0.99) / peer.Latencies.Percentile(0.99):F2}x, processor {ours.ProcessorMicroseconds / peer.ProcessorMicroseconds:F2}x "
        + $"(load {File.ReadAllText("/proc/loadavg").Split(' ')[0]})";
}

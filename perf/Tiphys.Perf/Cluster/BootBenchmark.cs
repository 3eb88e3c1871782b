using System.Diagnostics;
using System.Text.Json;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Cluster;

/// <summary><c>perf/run boot</c> (P8, P9): from the start of the process on an empty directory to <c>/readyz</c> and to a Ready node; then what it uses when idle.</summary>
internal static class BootBenchmark
{
    public static async Task RunAsync(PerfOptions options)
    {
        string program = options.Text("tiphys") ?? OwnServer.Built();
        string[] parts = options.Text("disable") is { } disabled ? ["--disable", disabled] : [];
        Console.WriteLine($"boot: {program}, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        for (int round = 1; round <= options.Number("rounds", 3); round++)
        {
            long began = Stopwatch.GetTimestamp();
            using var server = await OwnServer.StartAsync(program, [.. parts, "--pod-cidr", "10.58.0.0/16", "--service-cidr", "10.59.0.0/16", "--cluster-dns", "10.59.0.10"]);
            Console.Write($"round {round}: /readyz after {server.ReadyAfter.TotalMilliseconds:F0} ms");
            if (options.Text("disable")?.Contains("node", StringComparison.Ordinal) != true)
                Console.Write($", node Ready after {(await NodeReadyAsync(server, began)).TotalMilliseconds:F0} ms");
            await IdleAsync(server.ProcessId, options.Seconds("idle", 20));
        }
    }

    private static async Task<TimeSpan> NodeReadyAsync(OwnServer server, long began)
    {
        using var target = new ApiTarget("tiphys", server.Kubeconfig);
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2))
        {
            using var nodes = JsonDocument.Parse(await target.GetAsync("/api/v1/nodes"));
            foreach (var node in nodes.RootElement.GetProperty("items").EnumerateArray())
            {
                if (IsReady(node))
                    return Stopwatch.GetElapsedTime(began);
            }

            await Task.Delay(5);
        }

        throw new WrongWorkException("the node did not become Ready in two minutes");
    }

    private static bool IsReady(JsonElement node) =>
        node.TryGetProperty("status", out var status) && status.TryGetProperty("conditions", out var conditions)
        && conditions.EnumerateArray().Any(condition => condition.GetProperty("type").GetString() == "Ready" && condition.GetProperty("status").GetString() == "True");

    private static async Task IdleAsync(int process, TimeSpan duration)
    {
        await Task.Delay(TimeSpan.FromSeconds(5));
        var processor = ProcessFigures.ProcessorTime(process);
        long written = ProcessFigures.BytesWritten(process);
        await Task.Delay(duration);
        double share = (ProcessFigures.ProcessorTime(process) - processor) / duration;
        double perMinute = (ProcessFigures.BytesWritten(process) - written) / duration.TotalMinutes / 1e3;
        Console.WriteLine($"; idle: {ProcessFigures.ResidentMegabytes(process):F0} MB, {share:P1} of one core, {perMinute:F0} kB written a minute");
    }
}

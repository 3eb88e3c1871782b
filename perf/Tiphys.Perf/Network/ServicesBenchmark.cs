using System.Diagnostics;
using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Network;
using Tiphys.Network.Nftables;
using Tiphys.Network.Processes;
using Tiphys.Network.Proxy;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Network;

/// <summary><c>perf/run services</c> (P11): 10,000 Services with two endpoints each into the kernel, then one Service more.</summary>
internal static class ServicesBenchmark
{
    public static async Task RunAsync(PerfOptions options)
    {
        int count = options.Number("services", 10_000);
        var prefix = new[] { "ip", "netns", "exec", $"tiphys-perf-{Environment.ProcessId}" };
        Process.Start("ip", ["netns", "add", prefix[3]]).WaitForExit();
        try
        {
            var network = new NetworkOptions { NodeName = "node-1", LoopbackNodePorts = false };
            using var nft = new NftCommand(prefix);
            var proxy = new FamilyProxy(Family.Ip, nft, new ToolCommand(prefix), network);
            Console.WriteLine($"services: {count} with 2 endpoints each, in a network namespace, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
            var all = Enumerable.Range(0, count).Select(Make).ToList();
            long began = Stopwatch.GetTimestamp();
            await proxy.SyncAsync(all, rebuild: true, CancellationToken.None);
            Console.WriteLine($"full load: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms");
            await CheckAsync(nft, count);
            var one = new Latencies();
            for (int i = 0; i < 20; i++)
            {
                long start = Stopwatch.GetTimestamp();
                await proxy.SyncAsync([Make(count + i)], rebuild: false, CancellationToken.None);
                one.Add(Stopwatch.GetElapsedTime(start));
            }

            await CheckAsync(nft, count + 20);
            Console.WriteLine($"one Service more: {one}; this process holds {ProcessFigures.ResidentMegabytes(Environment.ProcessId):F0} MB");
        }
        finally
        {
            Process.Start("ip", ["netns", "del", prefix[3]]).WaitForExit();
        }
    }

    private static (ObjectKey Key, V1Service? Service, IReadOnlyList<V1EndpointSlice> Slices) Make(int n)
    {
        string address = $"10.43.{n / 250}.{n % 250 + 1}";
        var service = new V1Service
        {
            Metadata = new V1ObjectMeta { Name = $"s{n}", NamespaceProperty = "perf" },
            Spec = new V1ServiceSpec { ClusterIP = address, Ports = [new V1ServicePort { Port = 80, Protocol = "TCP" }] },
        };
        var slice = new V1EndpointSlice
        {
            AddressType = "IPv4",
            Ports = [new Discoveryv1EndpointPort { Port = 8080, Name = "" }],
            Endpoints = [new V1Endpoint { Addresses = [$"10.100.{n / 250}.{n % 250 + 1}"] }, new V1Endpoint { Addresses = [$"10.101.{n / 250}.{n % 250 + 1}"] }],
        };
        return (new ObjectKey("perf", $"s{n}"), service, [slice]);
    }

    private static async Task CheckAsync(NftCommand nft, int services)
    {
        string listing = await nft.ListAsync(["list", "map", "ip", "tiphys", "services"], CancellationToken.None);
        int found = listing.Split("goto pick-2").Length - 1;
        if (found != services)
            throw new WrongWorkException($"the kernel has {found} services instead of {services}");
    }
}

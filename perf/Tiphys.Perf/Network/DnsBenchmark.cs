using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Tiphys.Network.Dns;
using Tiphys.Network.Dns.Forwarding;
using Tiphys.Network.Dns.Serving;
using Tiphys.Network.Dns.Wire;
using Tiphys.Network.Dns.Zone;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Network;

/// <summary><c>perf/run dns</c> (P12): questions for a cluster name over UDP on the loopback, client and server sharing the machine; beside a peer with
/// <c>--peer ADDRESS:PORT</c>.</summary>
internal static class DnsBenchmark
{
    private const int Outstanding = 32;

    public static async Task RunAsync(PerfOptions options)
    {
        const string name = "web.default.svc.cluster.local";
        var settings = new DnsOptions();
        var zone = new ClusterZone(settings.Domain, settings.SecondsToLive);
        zone.Set("web", [ZoneRecord.Address(name, IPAddress.Parse("10.43.0.7"))]);
        var responder = new Responder(zone, settings);
        responder.SetReady();
        var upstream = new HostResolvers(new ResolvConf("/dev/null", TimeProvider.System), [], TimeSpan.FromSeconds(1), TimeProvider.System);
        var slow = new SlowPath(new CachingForwarder(upstream, 100, TimeProvider.System), NullLogger.Instance);
        using var server = new UdpServer(responder, slow, new IPEndPoint(IPAddress.Loopback, 0), settings.UdpThreads);
        int clients = options.Number("clients", 2);
        Console.WriteLine($"dns: {clients} clients with {Outstanding} questions under way each, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        await MeasureAsync("tiphys", server.Address, name, clients, options.Seconds("seconds", 5));
        if (options.Text("peer") is { } peer)
            await MeasureAsync("peer", IPEndPoint.Parse(peer), options.Text("peer-name") ?? "kubernetes.default.svc.cluster.local", clients, options.Seconds("seconds", 5));
    }

    private static async Task MeasureAsync(string who, IPEndPoint server, string name, int clients, TimeSpan duration)
    {
        var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => Ask(server, Question(name), duration))));
        Console.WriteLine($"{who,-7} {counts.Sum() / duration.TotalSeconds,8:F0} answers/s");
    }

    private static byte[] Question(string name) => [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. DnsName.Encode(name), 0, 1, 0, 1];

    private static long Ask(IPEndPoint server, byte[] question, TimeSpan duration)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 1_000 };
        socket.Connect(server);
        byte[] answer = new byte[2_048];
        long answered = 0, start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int i = 0; i < Outstanding; i++)
            socket.Send(question);
        while (System.Diagnostics.Stopwatch.GetElapsedTime(start) < duration)
        {
            int length = socket.Receive(answer);
            if (length <= question.Length || (answer[3] & 15) != 0 || answer[7] == 0)
                throw new WrongWorkException($"{server} answered without an address");
            answered++;
            socket.Send(question);
        }

        return answered;
    }
}

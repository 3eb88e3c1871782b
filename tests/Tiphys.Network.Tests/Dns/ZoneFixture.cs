using System.Net;
using k8s.Models;
using Tiphys.Network.Dns;
using Tiphys.Network.Dns.Serving;
using Tiphys.Network.Dns.Zone;

namespace Tiphys.Network.Tests.Dns;

/// <summary>A zone with one of everything.</summary>
internal sealed class ZoneFixture
{
    private uint _turn;

    public ZoneFixture(bool ready = true)
    {
        Options = new DnsOptions
        {
            Names = new Dictionary<string, IReadOnlyList<IPAddress>> { ["host.tiphys.internal"] = [IPAddress.Parse("10.42.0.1")] },
        };
        Zone = new ClusterZone(Options.Domain, Options.SecondsToLive);
        Responder = new Responder(Zone, Options);
        StaticNames.Add(Zone, Options);
        Zone.Claim("ns", "default.svc.cluster.local", "default.pod.cluster.local");
        Set(Service("web", spec => spec.ClusterIP = "10.43.0.7"), Slice("IPv4", Endpoint("10.42.0.11")));
        Set(Service("twin", spec => (spec.ClusterIP, spec.ClusterIPs) = ("10.43.0.8", ["10.43.0.8", "fd00::8"])));
        Set(
            Service("db", spec => spec.ClusterIP = "None"),
            Slice("IPv4", Endpoint("10.42.0.21", "db-0"), Endpoint("10.42.0.22", "db-1"), Endpoint("10.42.0.23"), Endpoint("10.42.0.24", ready: false)),
            Slice("IPv6", Endpoint("fd00::21", "db-0")));
        Set(Service("outside", spec => (spec.Type, spec.ExternalName, spec.Ports) = ("ExternalName", "www.example.com", [])));
        if (ready)
            Responder.SetReady();
    }

    public DnsOptions Options { get; }

    public ClusterZone Zone { get; }

    public Responder Responder { get; }

    public void Set(V1Service service, params V1EndpointSlice[] slices) =>
        Zone.Set(service.Metadata.Name, ServiceRecords.Of(service, slices, Options.Domain));

    public string Ask(byte[] question, bool overTcp = false)
    {
        var buffer = new byte[overTcp ? 65_535 : 1_232];
        var outcome = Responder.Respond(question, buffer, overTcp, _turn++, out int length);
        return outcome switch
        {
            Answer.Ready => Packets.Read(buffer.AsSpan(0, length)),
            Answer.Alias => $"{Packets.Read(buffer.AsSpan(0, length))} ...",
            _ => outcome.ToString(),
        };
    }

    public static V1Service Service(string name, Action<V1ServiceSpec> change)
    {
        var spec = new V1ServiceSpec { Ports = [new V1ServicePort { Name = "http", Port = 80, Protocol = "TCP" }, new V1ServicePort { Port = 81 }] };
        change(spec);
        return new V1Service { Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "default" }, Spec = spec };
    }

    public static V1EndpointSlice Slice(string family, params V1Endpoint[] endpoints) => new()
    {
        AddressType = family,
        Ports = [new Discoveryv1EndpointPort { Name = "http", Port = 8080, Protocol = "TCP" }],
        Endpoints = endpoints,
    };

    public static V1Endpoint Endpoint(string address, string? hostname = null, bool ready = true) => new()
    {
        Addresses = [address],
        Hostname = hostname,
        Conditions = new V1EndpointConditions { Ready = ready },
    };
}

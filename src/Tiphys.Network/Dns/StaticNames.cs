using System.Text;
using Tiphys.Network.Dns.Wire;
using Tiphys.Network.Dns.Zone;

namespace Tiphys.Network.Dns;

/// <summary>Names that are there whatever the cluster holds.</summary>
internal static class StaticNames
{
    private const string SchemaVersion = "1.1.0";

    public static void Add(ClusterZone zone, DnsOptions options)
    {
        string domain = options.Domain, nameServer = $"ns.dns.{domain}";
        byte[] version = Encoding.ASCII.GetBytes(SchemaVersion);
        zone.Claim("apex", domain, $"svc.{domain}", $"pod.{domain}");
        zone.Set("static", [
            new ZoneRecord($"dns-version.{domain}", RecordType.Txt, [(byte)version.Length, .. version]),
            new ZoneRecord(domain, RecordType.Ns, DnsName.Encode(nameServer)),
            ZoneRecord.Address(nameServer, options.ServiceAddress),
            .. options.Names.SelectMany(name => name.Value.Select(address => ZoneRecord.Address(name.Key, address))),
        ]);
    }
}

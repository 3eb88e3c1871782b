using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Dns.Zone;

/// <summary>One record of the zone.</summary>
/// <param name="Name">The owner in dotted form, without a dot at the end.</param>
/// <param name="Data">The record's data in wire form.</param>
/// <param name="Target">For SRV: the name whose addresses go along.</param>
internal sealed record ZoneRecord(string Name, RecordType Type, byte[] Data, string? Target = null)
{
    public static ZoneRecord Address(string name, IPAddress address) =>
        new(name, address.AddressFamily == AddressFamily.InterNetwork ? RecordType.A : RecordType.Aaaa, address.GetAddressBytes());

    public static ZoneRecord Service(string name, int port, string target)
    {
        const ushort weight = 100;
        byte[] host = DnsName.Encode(target), data = new byte[6 + host.Length];
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(2), weight);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(4), (ushort)port);
        host.CopyTo(data, 6);
        return new(name, RecordType.Srv, data, target);
    }

    public static ZoneRecord Alias(string name, string target) => new(name, RecordType.Cname, DnsName.Encode(target));

    public static ZoneRecord Pointer(IPAddress address, string target) => new(ReverseName(address), RecordType.Ptr, DnsName.Encode(target));

    /// <summary>The name under which the pointer of an address stands (RFC 1035, 3.5; RFC 3596, 2.5).</summary>
    public static string ReverseName(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        Array.Reverse(bytes);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? string.Join('.', bytes) + ".in-addr.arpa"
            : string.Join('.', bytes.Select(b => $"{b & 15:x}.{b >> 4:x}")) + ".ip6.arpa";
    }
}

using System.Net;
using System.Net.Sockets;

namespace Tiphys.Network.Nftables;

/// <summary>Words that differ between the families.</summary>
internal static class FamilyExtensions
{
    /// <summary><c>ip</c> or <c>ip6</c>: the family of a table, and the header in a rule.</summary>
    public static string Word(this Family family) => family == Family.Ip ? "ip" : "ip6";

    /// <summary>The loopback addresses.</summary>
    public static string Loopback(this Family family) => family == Family.Ip ? "127.0.0.0/8" : "::1";

    public static Family FamilyOf(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? Family.Ip : Family.Ip6;

    public static Family FamilyOf(this IPNetwork network) => network.BaseAddress.FamilyOf();
}

using Tiphys.Network.Nftables;

namespace Tiphys.Network.Proxy;

/// <summary>Lets packets with loopback addresses leave a device, which node ports on 127.0.0.1 need. Only after the table stands: its guard drops
/// what comes from a device with such an address, so that nobody reaches the node's own loopback that way (CVE-2020-8558).</summary>
internal static class LoopbackRouting
{
    private const string Setting = "/proc/sys/net/ipv4/conf/all/route_localnet";

    public static void Allow(Family family, NetworkOptions options)
    {
        if (family != Family.Ip || !options.LoopbackNodePorts)
            return;
        try
        {
            if (File.ReadAllText(Setting).Trim() != "1")
                File.WriteAllText(Setting, "1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only /proc: everything but node ports on the loopback addresses works.
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace Tiphys.Api.Machinery.Validation.Core;

/// <summary>Addresses and networks.</summary>
internal static class AddressRules
{
    /// <summary>
    /// What is wrong with an address as an endpoint or external address: unspecified, loopback, link-local and multicast ones would lead
    /// traffic to the node itself (CVE-2021-25737, CVE-2020-8554). Null if nothing is, or if it is no address.
    /// </summary>
    public static string? NotForEndpoints(string text)
    {
        if (!IPAddress.TryParse(text, out var address))
            return null;
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            return $"may not be unspecified ({text})";
        if (IPAddress.IsLoopback(address))
            return "may not be in the loopback range (127.0.0.0/8, ::1/128)";
        var bytes = address.GetAddressBytes();
        if (address.IsIPv6LinkLocal || (address.AddressFamily == AddressFamily.InterNetwork && bytes[0] == 169 && bytes[1] == 254))
            return "may not be in the link-local range (169.254.0.0/16, fe80::/10)";
        var multicast = address.IsIPv6Multicast ? bytes[1] == 2 : bytes is [224, 0, 0, _];
        return multicast ? "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)" : null;
    }

    /// <summary>What is wrong with a network in CIDR form; null if nothing is.</summary>
    public static string? CidrError(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2 && SharedRules.IsIp(parts[0]) && int.TryParse(parts[1], out var bits) && bits >= 0
            && bits <= (parts[0].Contains(':') ? 128 : 32)
            ? null
            : "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
    }
}

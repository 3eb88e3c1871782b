using System.Net;
using System.Net.Sockets;
using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The Kubernetes IP library.</summary>
internal static class IpFunctions
{
    public static void Declare(Declarations declare)
    {
        declare.Global("ip", "string -> ip", a => IpValue.TryParse(a[0].AsString, out var error) is { } ip ? CelValue.From(ip) : CelValue.Error(error), TextCosts.ParseFirst);
        declare.Global("isIP", "string -> bool", a => CelValue.From(IpValue.TryParse(a[0].AsString, out _) is not null), TextCosts.ParseFirst);
        declare.Global("ip.isCanonical", "string -> bool", a => IsCanonical(a[0].AsString), TextCosts.ParseFirstTwice);
        declare.Global("string", "ip -> string", a => CelValue.From(Address(a).ToString()));
        declare.Member("family", "ip -> int", a => CelValue.From(IsV4(Address(a)) ? 4L : 6L));
        declare.Member("isUnspecified", "ip -> bool", a => CelValue.From(IsUnspecified(Address(a))));
        declare.Member("isLoopback", "ip -> bool", a => CelValue.From(IPAddress.IsLoopback(Address(a))));
        declare.Member("isLinkLocalMulticast", "ip -> bool", a => CelValue.From(IsLinkLocalMulticast(Address(a))));
        declare.Member("isLinkLocalUnicast", "ip -> bool", a => CelValue.From(IsLinkLocalUnicast(Address(a))));
        declare.Member("isGlobalUnicast", "ip -> bool", a => CelValue.From(IsGlobalUnicast(Address(a))));
    }

    private static IPAddress Address(ReadOnlySpan<CelValue> arguments) => ((IpValue)arguments[0].AsObject).Address;

    private static bool IsV4(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork;

    private static CelValue IsCanonical(string text) =>
        IpValue.TryParse(text, out var error) is { } ip ? CelValue.From(ip.ToString() == text) : CelValue.Error(error);

    private static bool IsUnspecified(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsLinkLocalMulticast(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return IsV4(address) ? bytes is [224, 0, 0, ..] : bytes[0] == 0xff && (bytes[1] & 0x0f) == 2;
    }

    private static bool IsLinkLocalUnicast(IPAddress address) => IsV4(address) ? address.GetAddressBytes() is [169, 254, ..] : address.IsIPv6LinkLocal;

    private static bool IsMulticast(IPAddress address) => IsV4(address) ? address.GetAddressBytes()[0] is >= 224 and <= 239 : address.IsIPv6Multicast;

    private static bool IsGlobalUnicast(IPAddress address) =>
        !address.Equals(IPAddress.Broadcast) && !IsUnspecified(address) && !IPAddress.IsLoopback(address) && !IsMulticast(address) && !IsLinkLocalUnicast(address);
}

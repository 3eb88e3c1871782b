using System.Net;
using System.Net.Sockets;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>An IPv4 or IPv6 address without a zone.</summary>
internal sealed class IpValue(IPAddress address) : CelObject
{
    public IPAddress Address { get; } = address;

    public override CelType Type => LibraryTypes.Ip;

    public override int Size => Address.AddressFamily == AddressFamily.InterNetwork ? 4 : 16;

    public static IpValue? TryParse(string text, out string error)
    {
        var quoted = StringFunctions.Quote(text);
        error = $"IP Address {quoted} parse error during conversion from string: ParseAddr({quoted}): unable to parse IP";
        var percent = text.IndexOf('%');
        if (!TryAddress(percent < 0 ? text : text[..percent]).HasAddress(out var address))
            return null;
        error = $"IP address {quoted} with zone value is not allowed";
        if (percent >= 0)
            return null;
        error = $"IPv4-mapped IPv6 address {quoted} is not allowed";
        return address.IsIPv4MappedToIPv6 ? null : new IpValue(address);
    }

    public override bool ValueEquals(CelObject other) => other is IpValue ip && ip.Address.Equals(Address);

    public override string ToString() => Address.ToString();

    /// <summary>Stricter than .NET: four decimal parts without leading zeros, or IPv6 without brackets and prefix.</summary>
    internal static Found TryAddress(string text)
    {
        if (text.Contains(':'))
            return text.AsSpan().IndexOfAny("[]/%") < 0 && IPAddress.TryParse(text, out var v6) ? new(v6) : default;
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(part => part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0'))
            && IPAddress.TryParse(text, out var v4) ? new(v4) : default;
    }

    internal readonly record struct Found(IPAddress? Address)
    {
        public bool HasAddress([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address) => (address = Address) is not null;
    }
}

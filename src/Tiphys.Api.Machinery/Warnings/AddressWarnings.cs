using System.Net;
using System.Net.Sockets;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Warnings of addresses and ranges that older rules let pass.</summary>
internal static class AddressWarnings
{
    public static void Address(FieldPath path, string? value, List<string> warnings)
    {
        if (string.IsNullOrEmpty(value) || LegacyAddress.Parse(value) is not { } address)
            return;
        var canonical = address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString() : address.ToString();
        if (address.IsIPv4MappedToIPv6 || (address.AddressFamily == AddressFamily.InterNetwork && canonical != value))
            warnings.Add($"{path}: non-standard IP address \"{value}\" is invalid: use \"{canonical}\"");
        else if (canonical != value)
            warnings.Add($"{path}: IPv6 address \"{value}\" should be in RFC 5952 canonical format (\"{canonical}\")");
    }

    public static void Addresses(DocObject owner, string list, FieldPath path, List<string> warnings)
    {
        var values = owner.GetArray(list)?.Strings().ToArray() ?? [];
        for (var i = 0; i < values.Length; i++)
            Address(path.Child(list).Index(i), values[i], warnings);
    }

    public static void Range(FieldPath path, string? value, List<string> warnings)
    {
        var slash = value?.IndexOf('/') ?? -1;
        if (slash < 0 || LegacyAddress.Parse(value![..slash]) is not { } address || !int.TryParse(value.AsSpan(slash + 1), out var length))
            return;
        var width = address.GetAddressBytes().Length * 8;
        if (length < 0 || length > width)
            return;
        var network = Masked(address, length);
        var before = warnings.Count;
        if (!network.Equals(address))
            warnings.Add($"{path}: CIDR value \"{value}\" is ambiguous in this context (should be \"{network}/{length}\" or \"{address}/{width}\"?)");
        var canonical = $"{network}/{length}";
        if (address.IsIPv4MappedToIPv6 || (width == 32 && $"{address}/{length}" != value))
            warnings.Add($"{path}: non-standard CIDR value \"{value}\" is invalid: use \"{canonical}\"");
        else if (warnings.Count == before && canonical != value)
            warnings.Add($"{path}: IPv6 CIDR value \"{value}\" should be in RFC 5952 canonical format (\"{canonical}\")");
    }

    public static void Ranges(DocObject owner, string list, FieldPath path, List<string> warnings)
    {
        var values = owner.GetArray(list)?.Strings().ToArray() ?? [];
        for (var i = 0; i < values.Length; i++)
            Range(path.Child(list).Index(i), values[i], warnings);
    }

    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new(bytes);
    }
}

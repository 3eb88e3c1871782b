using System.Net;
using System.Net.Sockets;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Reads addresses as old versions did: octets of IPv4 may have leading zeros, which mean nothing.</summary>
internal static class LegacyAddress
{
    /// <summary>The address; null for what was never one.</summary>
    public static IPAddress? Parse(string text)
    {
        if (text.Contains(':'))
            return !text.Contains('%') && !text.Contains('[') && IPAddress.TryParse(text, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6 ? six : null;
        var parts = text.Split('.');
        if (parts.Length != 4)
            return null;
        var bytes = new byte[4];
        for (var i = 0; i < 4; i++)
        {
            if (parts[i].Length == 0 || parts[i].AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0 || !byte.TryParse(parts[i], out bytes[i]))
                return null;
        }

        return new(bytes);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Tiphys.Network.Nftables;

/// <summary>Ranges as objects carry them: <c>10.1.2.3/8</c> is taken for 10.0.0.0/8, as the API takes it.</summary>
internal static class Cidr
{
    public static bool TryParse([NotNullWhen(true)] string? text, out IPNetwork range)
    {
        range = default;
        if (text?.Trim().Split('/') is not [{ } start, { } length] || !IPAddress.TryParse(start, out var address)
            || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int bits))
            return false;
        byte[] bytes = address.GetAddressBytes();
        if (bits > bytes.Length * 8)
            return false;
        for (int i = bits; i < bytes.Length * 8; i++)
            bytes[i / 8] &= (byte)~(0x80 >> (i % 8));
        range = new IPNetwork(new IPAddress(bytes), bits);
        return true;
    }
}

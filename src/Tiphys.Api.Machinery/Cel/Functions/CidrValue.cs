using System.Globalization;
using System.Net;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>An address with the length of its network's prefix; bits behind the prefix may be set.</summary>
internal sealed class CidrValue(IPAddress address, int prefix) : CelObject
{
    public IPAddress Address { get; } = address;

    public int Prefix { get; } = prefix;

    public override CelType Type => LibraryTypes.Cidr;

    public override int Size => (Prefix + 7) / 8;

    public static CidrValue? TryParse(string text, out string error)
    {
        var quoted = StringFunctions.Quote(text);
        error = $"network address parse error during conversion from string: netip.ParsePrefix({quoted}): no '/'";
        var slash = text.LastIndexOf('/');
        if (slash < 0)
            return null;
        error = $"network address parse error during conversion from string: netip.ParsePrefix({quoted}): unable to parse IP";
        if (!IpValue.TryAddress(text[..slash]).HasAddress(out var address))
            return null;
        var digits = text[(slash + 1)..];
        error = $"network address parse error during conversion from string: netip.ParsePrefix({quoted}): bad bits after slash: {StringFunctions.Quote(digits)}";
        var most = address.GetAddressBytes().Length * 8;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) || prefix > most || (digits.Length > 1 && digits[0] == '0'))
            return null;
        error = $"IPv4-mapped IPv6 address {quoted} is not allowed";
        return address.IsIPv4MappedToIPv6 ? null : new CidrValue(address, prefix);
    }

    public bool Contains(IPAddress other)
    {
        var (mine, theirs) = (Address.GetAddressBytes(), other.GetAddressBytes());
        if (mine.Length != theirs.Length)
            return false;
        for (var bit = 0; bit < Prefix; bit++)
        {
            if (((mine[bit / 8] ^ theirs[bit / 8]) & (0x80 >> (bit % 8))) != 0)
                return false;
        }

        return true;
    }

    public CidrValue Masked()
    {
        var bytes = Address.GetAddressBytes();
        for (var bit = Prefix; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new CidrValue(new IPAddress(bytes), Prefix);
    }

    public override bool ValueEquals(CelObject other) => other is CidrValue cidr && cidr.Prefix == Prefix && cidr.Address.Equals(Address);

    public override string ToString() => $"{Address}/{Prefix}";
}

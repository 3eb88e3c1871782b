using System.Net;
using System.Text;

namespace Tiphys.Network.Dns.Serving;

/// <summary>Addresses written with dashes, as a label must: <c>10-42-0-7</c>, <c>fd00--1</c>.</summary>
internal static class DashedAddress
{
    /// <param name="address">At least 16 bytes.</param>
    /// <returns>4 or 16, the bytes of the address; 0 if the label is none.</returns>
    public static int Read(ReadOnlySpan<byte> label, Span<byte> address)
    {
        Span<char> text = stackalloc char[64];
        if (label.Length > 45 || !Encoding.ASCII.TryGetChars(label, text, out int length))
            return 0;
        text = text[..length];
        bool four = text.Count('-') == 3 && !text.ContainsAnyExcept("0123456789-");
        text.Replace('-', four ? '.' : ':');
        // The parser allocates the address it finds; names of this kind are rare beside those of services.
        if (!IPAddress.TryParse(text, out var parsed) || (!four && text.Count(':') < 2))
            return 0;
        return parsed.TryWriteBytes(address, out int written) && written == (four ? 4 : 16) ? written : 0;
    }
}

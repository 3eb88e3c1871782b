using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace Tiphys.Api.Cbor;

/// <summary>Byte strings in the form that JSON has for them.</summary>
internal static class CborBytesText
{
    /// <exception cref="CborFormatException">Text that is not UTF-8.</exception>
    public static string ToText(this CborBytes form, ReadOnlySpan<byte> bytes) => form switch
    {
        CborBytes.Base64Url => Base64Url.EncodeToString(bytes),
        CborBytes.Base64 => Convert.ToBase64String(bytes),
        CborBytes.Base16 => Convert.ToHexString(bytes),
        _ => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw new CborFormatException("a byte string is not UTF-8 text"),
    };
}

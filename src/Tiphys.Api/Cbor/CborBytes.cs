namespace Tiphys.Api.Cbor;

/// <summary>What byte strings become in JSON (RFC 8949, section 3.4.5.2).</summary>
internal enum CborBytes : byte
{
    /// <summary>Text; must be UTF-8.</summary>
    Text,
    Base64Url,
    Base64,
    Base16,
}

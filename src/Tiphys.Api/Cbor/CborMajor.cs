namespace Tiphys.Api.Cbor;

/// <summary>The major types of RFC 8949, section 3.1.</summary>
internal enum CborMajor : byte
{
    Unsigned,
    Negative,
    Bytes,
    Text,
    Array,
    Map,
    Tag,
    Simple,
}

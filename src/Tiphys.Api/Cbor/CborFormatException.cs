namespace Tiphys.Api.Cbor;

/// <summary>Bytes that are no CBOR, or CBOR that no JSON document corresponds to.</summary>
public sealed class CborFormatException(string message) : Exception(message);

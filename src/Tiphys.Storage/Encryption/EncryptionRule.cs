namespace Tiphys.Storage.Encryption;

/// <summary>How values under a prefix are written.</summary>
/// <param name="Key">Null: in plain.</param>
public sealed record EncryptionRule(StoreKey Prefix, EncryptionKey? Key);

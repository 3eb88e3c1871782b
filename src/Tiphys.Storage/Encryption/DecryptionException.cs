namespace Tiphys.Storage.Encryption;

/// <summary>A value at rest cannot be opened.</summary>
public sealed class DecryptionException(StoreKey key, string cause, Exception? inner = null)
    : Exception($"the value of {key} cannot be decrypted: {cause}", inner)
{
    public StoreKey Key { get; } = key;
}

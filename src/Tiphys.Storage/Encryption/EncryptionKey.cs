using System.Security.Cryptography;
using System.Text;

namespace Tiphys.Storage.Encryption;

/// <summary>One AES key and the name values remember it by.</summary>
public sealed class EncryptionKey
{
    private readonly byte[] _secret;

    /// <param name="name">1 to 63 bytes of ASCII; stored in front of each value. A name must never be given to another secret.</param>
    /// <param name="secret">16, 24 or 32 bytes; copied.</param>
    /// <exception cref="ArgumentException">Name or secret do not fit.</exception>
    public EncryptionKey(string name, ReadOnlySpan<byte> secret)
    {
        if (name.Length is 0 or > 63 || !Ascii.IsValid(name))
            throw new ArgumentException("a key's name has 1 to 63 ASCII characters", nameof(name));
        if (secret.Length is not (16 or 24 or 32))
            throw new ArgumentException($"the key {name} has {secret.Length} bytes, not 16, 24 or 32", nameof(secret));
        (Name, _secret) = (name, secret.ToArray());
    }

    public string Name { get; }

    public override string ToString() => Name;

    internal AesGcm CreateCipher() => new(_secret, ValueCipher.TagBytes);
}

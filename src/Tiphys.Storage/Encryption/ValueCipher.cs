using System.Security.Cryptography;
using System.Text;

namespace Tiphys.Storage.Encryption;

/// <summary>Values as they lie at rest: <c>tenc1:</c>, length and name of the key, a random nonce, the tag, the cipher text. The store key is
/// authenticated with it, so that a value moved to another key does not open.</summary>
internal sealed class ValueCipher
{
    public const int TagBytes = 16;

    private const int NonceBytes = 12;

    private readonly IReadOnlyList<EncryptionKey> _keys;
    private readonly ThreadLocal<AesGcm?[]> _ciphers;

    public ValueCipher(IReadOnlyList<EncryptionKey> keys)
    {
        _keys = keys;
        _ciphers = new(() => new AesGcm?[keys.Count]); // one per thread: an instance must not be shared between them
    }

    private static ReadOnlySpan<byte> Magic => "tenc1:"u8;

    /// <param name="with">One of the keys given to the constructor.</param>
    public byte[] Encrypt(StoreKey key, EncryptionKey with, ReadOnlySpan<byte> plain)
    {
        string name = with.Name;
        int header = Magic.Length + 1 + name.Length;
        var sealedValue = new byte[header + NonceBytes + TagBytes + plain.Length];
        Magic.CopyTo(sealedValue);
        sealedValue[Magic.Length] = (byte)name.Length;
        Encoding.ASCII.GetBytes(name, sealedValue.AsSpan(Magic.Length + 1));
        var nonce = sealedValue.AsSpan(header, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        var tag = sealedValue.AsSpan(header + NonceBytes, TagBytes);
        Cipher(IndexOf(with.Name)).Encrypt(nonce, plain, sealedValue.AsSpan(header + NonceBytes + TagBytes), tag, key.Span);
        return sealedValue;
    }

    /// <summary>The plain bytes. A value without our header was written before encryption was switched on and is given back as it is.</summary>
    /// <exception cref="DecryptionException">The key is not in the list, or the value was changed.</exception>
    public ReadOnlyMemory<byte> Decrypt(StoreKey key, ReadOnlyMemory<byte> value)
    {
        if (!value.Span.StartsWith(Magic))
            return value;
        int index = KeyOf(value.Span, out int header);
        if (index < 0)
            throw new DecryptionException(key, "its encryption key is not among those configured");
        if (value.Length < header + NonceBytes + TagBytes)
            throw new DecryptionException(key, "it is too short");

        var bytes = value.Span[header..];
        var plain = new byte[bytes.Length - NonceBytes - TagBytes];
        try
        {
            Cipher(index).Decrypt(
                bytes[..NonceBytes], bytes[(NonceBytes + TagBytes)..], bytes.Slice(NonceBytes, TagBytes), plain, key.Span);
        }
        catch (AuthenticationTagMismatchException failure)
        {
            throw new DecryptionException(key, "it does not match its tag", failure);
        }

        return plain;
    }

    /// <summary>True if the value lies as it would be written today: encrypted with the key, or plain for none.</summary>
    public bool IsCurrent(ReadOnlySpan<byte> value, EncryptionKey? wanted) =>
        value.StartsWith(Magic) ? wanted is not null && KeyOf(value, out _) == IndexOf(wanted.Name) : wanted is null;

    private int KeyOf(ReadOnlySpan<byte> value, out int header)
    {
        int length = value.Length > Magic.Length ? value[Magic.Length] : 0;
        header = Magic.Length + 1 + length;
        if (value.Length < header)
            return -1;
        return IndexOf(Encoding.ASCII.GetString(value.Slice(Magic.Length + 1, length)));
    }

    private int IndexOf(string name)
    {
        for (int i = 0; i < _keys.Count; i++)
        {
            if (_keys[i].Name == name)
                return i;
        }

        return -1;
    }

    private AesGcm Cipher(int index) => _ciphers.Value![index] ??= _keys[index].CreateCipher();
}

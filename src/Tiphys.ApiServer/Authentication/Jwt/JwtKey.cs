using System.Buffers.Text;
using System.Security.Cryptography;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Authentication.Jwt;

/// <summary>A public key that verifies tokens of one family of algorithms; with the private part it signs them too.</summary>
/// <remarks>Thread safe: the platform's key objects are not, so they are used one at a time; verified tokens are remembered by their users.</remarks>
internal abstract class JwtKey : IDisposable
{
    private readonly Lock _gate = new();

    /// <summary>The key's name in token headers and key sets: base64url of the SHA-256 of its DER public key, as kube-apiserver makes it.</summary>
    public string KeyId { get; protected init; } = "";

    /// <summary>The algorithm tokens are signed with (<c>RS256</c>, <c>ES256</c> ...).</summary>
    public abstract string Algorithm { get; }

    /// <summary>Whether the signature is this key's. False for algorithms that do not fit the key.</summary>
    public bool Verify(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (_gate)
            return VerifyCore(algorithm, data, signature);
    }

    /// <exception cref="CryptographicException">The key has no private part.</exception>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_gate)
            return SignCore(data);
    }

    /// <summary>The public key as RFC 7517 writes it, for key sets.</summary>
    public DocObject ToJwk()
    {
        var jwk = new DocObject { { "use", "sig" } };
        AddParameters(jwk);
        jwk["kid"] = KeyId;
        jwk["alg"] = Algorithm;
        return jwk;
    }

    /// <summary>Reads a PEM private or public key, RSA of at least 2048 bits or a NIST curve.</summary>
    /// <exception cref="CryptographicException">The text holds no such key.</exception>
    public static JwtKey FromPem(string pem)
    {
        try
        {
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new RsaJwtKey(rsa);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Not RSA; what follows tells whether it is a curve's key.
        }

        var curve = ECDsa.Create();
        try
        {
            curve.ImportFromPem(pem);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("the text holds no RSA or EC key in PEM", e);
        }

        return new EcJwtKey(curve);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected static string NameOf(byte[] publicKeyInfo) => Base64Url.EncodeToString(SHA256.HashData(publicKeyInfo));

    protected abstract bool VerifyCore(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);

    protected abstract byte[] SignCore(ReadOnlySpan<byte> data);

    protected abstract void AddParameters(DocObject jwk);

    protected abstract void Dispose(bool disposing);
}

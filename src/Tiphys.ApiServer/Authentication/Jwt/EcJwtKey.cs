using System.Buffers.Text;
using System.Security.Cryptography;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Authentication.Jwt;

/// <summary>A key on a NIST curve (RFC 7518, 3.4); the curve decides the algorithm: P-256 ES256, P-384 ES384, P-521 ES512.</summary>
internal sealed class EcJwtKey : JwtKey
{
    private readonly ECDsa _key;
    private readonly HashAlgorithmName _hash;
    private readonly string _curve;

    public EcJwtKey(ECDsa key, string? keyId = null)
    {
        _key = key;
        (Algorithm, _hash, _curve) = key.KeySize switch
        {
            256 => ("ES256", HashAlgorithmName.SHA256, "P-256"),
            384 => ("ES384", HashAlgorithmName.SHA384, "P-384"),
            521 => ("ES512", HashAlgorithmName.SHA512, "P-521"),
            _ => throw new CryptographicException("only the curves P-256, P-384 and P-521 are accepted"),
        };
        KeyId = keyId ?? NameOf(key.ExportSubjectPublicKeyInfo());
    }

    public override string Algorithm { get; }

    protected override bool VerifyCore(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        algorithm == Algorithm && _key.VerifyData(data, signature, _hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    protected override byte[] SignCore(ReadOnlySpan<byte> data) => _key.SignData(data, _hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    protected override void AddParameters(DocObject jwk)
    {
        var point = _key.ExportParameters(false).Q;
        jwk["kty"] = "EC";
        jwk["crv"] = _curve;
        jwk["x"] = Base64Url.EncodeToString(point.X);
        jwk["y"] = Base64Url.EncodeToString(point.Y);
    }

    protected override void Dispose(bool disposing) => _key.Dispose();
}

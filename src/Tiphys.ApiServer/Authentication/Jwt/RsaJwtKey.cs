using System.Buffers.Text;
using System.Security.Cryptography;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Authentication.Jwt;

/// <summary>An RSA key (RFC 7518, 3.3 and 3.5): RS256 to sign, RS and PS 256, 384, 512 to verify.</summary>
internal sealed class RsaJwtKey : JwtKey
{
    private const int SmallestKey = 2048;
    private readonly RSA _rsa;

    public RsaJwtKey(RSA rsa, string? keyId = null)
    {
        if (rsa.KeySize < SmallestKey)
            throw new CryptographicException($"RSA keys under {SmallestKey} bits are not accepted");
        _rsa = rsa;
        KeyId = keyId ?? NameOf(rsa.ExportSubjectPublicKeyInfo());
    }

    public override string Algorithm => "RS256";

    protected override bool VerifyCore(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => algorithm switch
    {
        "RS256" => _rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        "RS384" => _rsa.VerifyData(data, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        "RS512" => _rsa.VerifyData(data, signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        "PS256" => _rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        "PS384" => _rsa.VerifyData(data, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
        "PS512" => _rsa.VerifyData(data, signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
        _ => false,
    };

    protected override byte[] SignCore(ReadOnlySpan<byte> data) => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    protected override void AddParameters(DocObject jwk)
    {
        var parameters = _rsa.ExportParameters(false);
        jwk["kty"] = "RSA";
        jwk["n"] = Base64Url.EncodeToString(parameters.Modulus);
        jwk["e"] = Base64Url.EncodeToString(parameters.Exponent);
    }

    protected override void Dispose(bool disposing) => _rsa.Dispose();
}

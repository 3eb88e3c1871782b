using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Tests.Authentication;

/// <summary>Signs tokens with any algorithm of RFC 7518, 3.1, as an issuer does; apart from the code under test.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly string _algorithm;
    private readonly AsymmetricAlgorithm _key;

    public SigningKey(string algorithm)
    {
        _algorithm = algorithm;
        _key = algorithm switch
        {
            "ES256" => ECDsa.Create(ECCurve.NamedCurves.nistP256),
            "ES384" => ECDsa.Create(ECCurve.NamedCurves.nistP384),
            "ES512" => ECDsa.Create(ECCurve.NamedCurves.nistP521),
            _ => RSA.Create(2048),
        };
    }

    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

    public string Sign(DocObject claims)
    {
        var header = new DocObject { { "alg", _algorithm } };
        var text = $"{Base64Url.EncodeToString(header.ToUtf8())}.{Base64Url.EncodeToString(claims.ToUtf8())}";
        return $"{text}.{Base64Url.EncodeToString(Signature(Encoding.ASCII.GetBytes(text)))}";
    }

    public void Dispose() => _key.Dispose();

    private byte[] Signature(byte[] data)
    {
        var hash = _algorithm[2..] switch { "256" => HashAlgorithmName.SHA256, "384" => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };
        return _key is ECDsa curve
            ? curve.SignData(data, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            : ((RSA)_key).SignData(data, hash, _algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }
}

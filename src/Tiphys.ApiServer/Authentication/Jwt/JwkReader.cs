using System.Buffers.Text;
using System.Security.Cryptography;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.Jwt;

/// <summary>Reads the public keys of a key set (RFC 7517) that can verify signatures; others are passed over.</summary>
internal static class JwkReader
{
    public static IReadOnlyList<JwtKey> ReadSet(DocObject set) => [.. set.ObjectsAt("keys").Select(Read).OfType<JwtKey>()];

    private static JwtKey? Read(DocObject jwk)
    {
        if (jwk.GetString("use") is { } use && use != "sig")
            return null;
        try
        {
            return jwk.GetString("kty") switch
            {
                "RSA" => new RsaJwtKey(RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") }), jwk.StringAt("kid")),
                "EC" => new EcJwtKey(ECDsa.Create(new ECParameters { Curve = CurveOf(jwk), Q = new ECPoint { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") } }), jwk.StringAt("kid")),
                _ => null,
            };
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // A key we cannot use must not keep us from the others of the set.
            return null;
        }
    }

    private static byte[] Bytes(DocObject jwk, string member) => Base64Url.DecodeFromChars(jwk.StringAt(member));

    private static ECCurve CurveOf(DocObject jwk) => jwk.GetString("crv") switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => throw new CryptographicException("unknown curve"),
    };
}

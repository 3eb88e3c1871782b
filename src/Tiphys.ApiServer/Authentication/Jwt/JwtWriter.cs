using System.Buffers.Text;
using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Authentication.Jwt;

/// <summary>Signs claims into a compact token.</summary>
internal static class JwtWriter
{
    public static string Sign(DocObject claims, JwtKey key)
    {
        var header = new DocObject { { "alg", key.Algorithm }, { "kid", key.KeyId } };
        var signed = $"{Base64Url.EncodeToString(header.ToUtf8())}.{Base64Url.EncodeToString(claims.ToUtf8())}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }
}

using System.Security.Cryptography;
using System.Text;
using Tiphys.ApiServer.Authentication.Jwt;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>
/// Remembers which tokens' signatures were found good, by the token's SHA-256, so that a busy client costs one verification. A signature
/// never turns bad; dates and bindings are looked at on every use all the same.
/// </summary>
/// <remarks>Bounded by two generations: when the young one is full it becomes the old one and the old one is forgotten.</remarks>
internal sealed class VerifiedTokens
{
    private const int GenerationSize = 4096;
    private readonly Lock _gate = new();
    private Dictionary<UInt128, JwtToken> _young = [];
    private Dictionary<UInt128, JwtToken> _old = [];

    public bool TryGet(UInt128 key, out JwtToken? token)
    {
        lock (_gate)
        {
            if (_young.TryGetValue(key, out token))
                return true;
            if (!_old.Remove(key, out token))
                return false;
            Keep(key, token);
            return true;
        }
    }

    public void Add(UInt128 key, JwtToken token)
    {
        lock (_gate)
            Keep(key, token);
    }

    /// <summary>128 bits of the token's SHA-256: nobody can find two tokens that share them.</summary>
    public static UInt128 KeyOf(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private void Keep(UInt128 key, JwtToken token)
    {
        if (_young.Count >= GenerationSize)
            (_old, _young) = (_young, []);
        _young[key] = token;
    }
}

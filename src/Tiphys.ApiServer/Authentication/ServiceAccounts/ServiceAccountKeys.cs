using Tiphys.ApiServer.Authentication.Jwt;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>The key that signs service-account tokens and all keys that are accepted.</summary>
internal sealed class ServiceAccountKeys
{
    public ServiceAccountKeys(ServiceAccountTokenOptions options)
    {
        Signing = JwtKey.FromPem(options.SigningKeyPem);
        All = [Signing, .. options.FurtherKeysPem.Select(JwtKey.FromPem)];
    }

    public JwtKey Signing { get; }

    public IReadOnlyList<JwtKey> All { get; }

    /// <summary>Whether one of the keys made the signature; a key id only says which key to try, never which algorithm to believe.</summary>
    public bool Verifies(JwtToken token)
    {
        var named = All.Where(key => key.KeyId == token.KeyId).ToArray();
        return (named.Length > 0 ? named : All).Any(key => key.Verify(token.Algorithm, token.SignedPart, token.Signature));
    }
}

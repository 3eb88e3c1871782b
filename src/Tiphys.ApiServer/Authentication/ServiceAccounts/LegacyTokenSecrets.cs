namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>Fills secrets of type kubernetes.io/service-account-token with their token. For the controller that keeps them.</summary>
public sealed class LegacyTokenSecrets
{
    private readonly ServiceAccountKeys _keys;

    internal LegacyTokenSecrets(ServiceAccountKeys keys) => _keys = keys;

    /// <summary>The token for a secret that names the account by its annotations.</summary>
    public string Issue(string ns, string account, string accountUid, string secretName) =>
        LegacyTokenAuthenticator.Issue(_keys, ns, account, accountUid, secretName);
}

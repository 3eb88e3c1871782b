using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>Fills secrets of type kubernetes.io/service-account-token with their token. For the controller that keeps them.</summary>
public sealed class LegacyTokenSecrets
{
    private readonly ServiceAccountKeys _keys;

    internal LegacyTokenSecrets(ServiceAccountKeys keys) => _keys = keys;

    /// <summary>The token for a secret that names the account by its annotations.</summary>
    /// <param name="account">The ServiceAccount's document.</param>
    public string Issue(DocObject account, string secretName) =>
        LegacyTokenAuthenticator.Issue(_keys, account.ObjectNamespace, account.ObjectName, account.ObjectUid, secretName);
}

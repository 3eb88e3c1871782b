using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.BootstrapTokens;

/// <summary>Tokens by which new nodes join: <c>abcdef.0123456789abcdef</c>, kept in secrets of kube-system. Kubernetes docs: "Authenticating with Bootstrap Tokens".</summary>
internal sealed partial class BootstrapTokenAuthenticator(IReadOnlyList<string> apiAudiences, IObjectReader reader, TimeProvider time) : ITokenAuthenticator
{
    private const string SecretType = "bootstrap.kubernetes.io/token";
    private const string DefaultGroup = "system:bootstrappers";

    public async ValueTask<TokenResult> AuthenticateTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        if (TokenForm().Match(token) is not { Success: true } match)
            return TokenResult.None;
        var id = match.Groups[1].Value;
        var stored = await reader.GetConsistentAsync(BuiltInResources.Secrets, "kube-system", $"bootstrap-token-{id}", cancellationToken).ConfigureAwait(false);
        if (stored is null)
            return TokenResult.None;
        var secret = stored.Decode();
        var meant = audiences.Intersect(apiAudiences, StringComparer.Ordinal).ToArray();
        if (!IsUsable(secret, id, match.Groups[2].Value) || meant.Length == 0)
            return TokenResult.Refused("invalid bootstrap token");
        var groups = SecretData.ReadText(secret, "auth-extra-groups").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (groups.Any(group => !GroupForm().IsMatch(group)))
            return TokenResult.Refused("invalid bootstrap token");
        return TokenResult.Of(new UserInfo($"system:bootstrap:{id}") { Groups = [DefaultGroup, .. groups.Distinct()] }, meant);
    }

    private bool IsUsable(DocObject secret, string id, string given) =>
        secret.GetString("type") == SecretType
        && secret.DeletionTimestamp is null
        && SecretData.ReadText(secret, "token-id") == id
        && CryptographicOperations.FixedTimeEquals(SecretData.Read(secret, "token-secret"), Encoding.UTF8.GetBytes(given))
        && SecretData.ReadText(secret, "usage-bootstrap-authentication") == "true"
        && IsInTime(SecretData.ReadText(secret, "expiration"));

    private bool IsInTime(string expiration) => expiration.Length == 0 || ObjectFields.ParseTime(expiration) > time.GetUtcNow();

    [GeneratedRegex(@"^([a-z0-9]{6})\.([a-z0-9]{16})\z")]
    private static partial Regex TokenForm();

    [GeneratedRegex(@"^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]\z")]
    private static partial Regex GroupForm();
}

using System.Collections.Concurrent;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.Webhook;

/// <summary>Asks an outside service by TokenReview. Answers of yes are remembered for two minutes, by hash; a service that is away refuses the token.</summary>
internal sealed class WebhookTokenAuthenticator(WebhookTarget target, WebhookClients clients, TimeProvider time) : ITokenAuthenticator
{
    private const int MostRemembered = 4096;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<(UInt128 Token, string Audiences), (long At, TokenResult Result)> _known = new();

    public async ValueTask<TokenResult> AuthenticateTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        var key = (VerifiedTokens.KeyOf(token), string.Join(" ", audiences));
        if (_known.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < Memory)
            return known.Result;
        var result = await AskAsync(token, audiences, cancellationToken).ConfigureAwait(false);
        if (result.User is null)
            return result;
        if (_known.Count >= MostRemembered)
            _known.Clear();
        _known[key] = (time.GetTimestamp(), result);
        return result;
    }

    private async ValueTask<TokenResult> AskAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        var review = new DocObject
        {
            { "apiVersion", "authentication.k8s.io/v1" },
            { "kind", "TokenReview" },
            { "spec", new DocObject { { "token", token }, { "audiences", new DocArray(audiences.Select(audience => (DocNode)audience)) } } },
        };
        try
        {
            var answer = await clients.PostAsync(target, review, Timeout, cancellationToken).ConfigureAwait(false);
            if (answer.GetObject("status") is not { } status || status.GetBool("authenticated") != true || status.GetObject("user") is not { } user)
                return answer.StringAt("status", "error") is { Length: > 0 } error ? TokenResult.Refused(error) : TokenResult.None;
            // A service that names no audience does not know of them: then the first is meant, this server's own.
            string[] named = [.. status.StringsAt("audiences").Intersect(audiences)];
            return status.StringsAt("audiences").Any() && named.Length == 0
                ? TokenResult.None
                : TokenResult.Of(UserInfoDocument.Read(user), named.Length > 0 ? named : audiences);
        }
        catch (WebhookCallException e)
        {
            return TokenResult.Refused($"webhook authenticator: {e.Message}");
        }
    }
}

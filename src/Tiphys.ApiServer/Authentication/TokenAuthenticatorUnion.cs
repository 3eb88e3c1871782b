namespace Tiphys.ApiServer.Authentication;

/// <summary>Asks several token authenticators in turn; the first that knows the token decides, failures are told only if none does.</summary>
internal sealed class TokenAuthenticatorUnion(IReadOnlyList<ITokenAuthenticator> members) : ITokenAuthenticator
{
    public async ValueTask<TokenResult> AuthenticateTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        List<string>? failures = null;
        foreach (var member in members)
        {
            var result = await member.AuthenticateTokenAsync(token, audiences, cancellationToken).ConfigureAwait(false);
            if (result.User is not null)
                return result;
            if (result.Failure is not null)
                (failures ??= []).Add(result.Failure);
        }

        return failures is null ? TokenResult.None
            : TokenResult.Refused(failures.Count == 1 ? failures[0] : $"[{string.Join(", ", failures)}]");
    }
}

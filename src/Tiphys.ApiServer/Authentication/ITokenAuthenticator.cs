namespace Tiphys.ApiServer.Authentication;

/// <summary>Knows one kind of bearer token. Asked in turn until one answers; used by requests and by TokenReview alike.</summary>
public interface ITokenAuthenticator
{
    /// <param name="audiences">Whom the token must be meant for: one of these is enough.</param>
    /// <returns>None if the token is not of this kind; refused if it is and does not hold.</returns>
    ValueTask<TokenResult> AuthenticateTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken);
}

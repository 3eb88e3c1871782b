namespace Tiphys.ApiServer.Authentication;

/// <summary>What a token turned out to be.</summary>
/// <param name="User">Whose it is; null if it is nobody's.</param>
/// <param name="Failure">Why it does not hold; null if it does or is of another kind. Fit for TokenReview's error, names no secret.</param>
/// <param name="Audiences">Which of the asked audiences the token is meant for.</param>
public readonly record struct TokenResult(UserInfo? User, string? Failure, IReadOnlyList<string> Audiences)
{
    public static readonly TokenResult None = new(null, null, []);

    public static TokenResult Refused(string why) => new(null, why, []);

    public static TokenResult Of(UserInfo user, IReadOnlyList<string> audiences) => new(user, null, audiences);
}

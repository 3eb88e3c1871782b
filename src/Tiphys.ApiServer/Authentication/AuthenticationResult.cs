namespace Tiphys.ApiServer.Authentication;

/// <summary>What an authenticator found: nothing, a user, or credentials that are wrong.</summary>
public readonly record struct AuthenticationResult(UserInfo? User, string? Failure)
{
    public static readonly AuthenticationResult None;

    /// <summary>Credentials were there and do not hold; the request ends with 401 unless another authenticator knows better.</summary>
    public static AuthenticationResult Refused(string why) => new(null, why);

    public static AuthenticationResult Of(UserInfo user) => new(user, null);
}

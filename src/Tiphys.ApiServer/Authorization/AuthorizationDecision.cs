namespace Tiphys.ApiServer.Authorization;

/// <summary>A voice: allow, deny, or no opinion, with a reason fit for the answer's message.</summary>
public readonly record struct AuthorizationDecision(AuthorizationVerdict Verdict, string Reason)
{
    public static readonly AuthorizationDecision NoOpinion;

    public static AuthorizationDecision Allow(string reason = "") => new(AuthorizationVerdict.Allow, reason);

    public static AuthorizationDecision Deny(string reason) => new(AuthorizationVerdict.Deny, reason);
}

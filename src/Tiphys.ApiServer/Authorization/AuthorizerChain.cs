namespace Tiphys.ApiServer.Authorization;

/// <summary>Asks authorizers in turn; the first that allows or denies decides. No opinion from all of them means denied, with every reason given.</summary>
public sealed class AuthorizerChain(IReadOnlyList<IAuthorizer> members) : IAuthorizer
{
    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        var reasons = "";
        foreach (var member in members)
        {
            var decision = await member.AuthorizeAsync(attributes, cancellationToken).ConfigureAwait(false);
            if (decision.Verdict != AuthorizationVerdict.NoOpinion)
                return decision;
            if (!string.IsNullOrEmpty(decision.Reason))
                reasons = reasons.Length == 0 ? decision.Reason : $"{reasons}, {decision.Reason}";
        }

        return new(AuthorizationVerdict.NoOpinion, reasons);
    }
}

namespace Tiphys.ApiServer.Authorization.Configuration;

/// <summary>Says the same of everything.</summary>
internal sealed class FixedAuthorizer(AuthorizationDecision decision) : IAuthorizer
{
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) => ValueTask.FromResult(decision);
}

namespace Tiphys.ApiServer.Authorization;

/// <summary>Members of system:masters may do everything, whatever roles say: the way back in when roles are broken.</summary>
internal sealed class PrivilegedGroupAuthorizer : IAuthorizer
{
    public const string Group = "system:masters";

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
        ValueTask.FromResult(attributes.User.InGroup(Group) ? AuthorizationDecision.Allow() : AuthorizationDecision.NoOpinion);
}

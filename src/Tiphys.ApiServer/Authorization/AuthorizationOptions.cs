namespace Tiphys.ApiServer.Authorization;

/// <summary>Which authorizers decide.</summary>
public sealed record AuthorizationOptions
{
    /// <summary>Asked after system:masters and the node authorizer, before RBAC.</summary>
    public IReadOnlyList<IAuthorizer> FurtherAuthorizers { get; init; } = [];
}

using Tiphys.ApiServer.Outbound;

namespace Tiphys.ApiServer.Authorization;

/// <summary>Which authorizers decide.</summary>
public sealed record AuthorizationOptions
{
    /// <summary>A service asked after system:masters and the node authorizer, before RBAC (kube-apiserver's <c>--authorization-webhook-config-file</c>); null for none.</summary>
    public WebhookTarget? Webhook { get; init; }
}

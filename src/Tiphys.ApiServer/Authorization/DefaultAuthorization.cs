using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Authorization.Configuration;
using Tiphys.ApiServer.Authorization.DefaultRoles;
using Tiphys.ApiServer.Authorization.Node;
using Tiphys.ApiServer.Authorization.Rbac;
using Tiphys.ApiServer.Authorization.Reviews;
using Tiphys.ApiServer.Authorization.Webhook;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization;

/// <summary>Authorization put together: what the pipeline asks, the reviews it serves, the roles it keeps.</summary>
public sealed class DefaultAuthorization
{
    private DefaultAuthorization(IAuthorizer requests) => Requests = requests;

    /// <summary>Asked once per request: anything but allow is a 403 (<see cref="ForbiddenMessage"/>).</summary>
    public IAuthorizer Requests { get; }

    /// <summary>The four reviews of authorization.k8s.io.</summary>
    public required IReadOnlyList<IVirtualResource> Resources { get; init; }

    /// <summary>Part of the admission chain: nobody grants what he does not hold.</summary>
    public required IAdmissionPlugin Escalation { get; init; }

    /// <summary>Run once at start, after the namespaces are there and before the server is ready.</summary>
    public required DefaultRoleReconciler Roles { get; init; }

    /// <summary>Run as long as the server lives.</summary>
    public required RoleAggregator Aggregation { get; init; }

    public static DefaultAuthorization Create(AuthorizationOptions options, IObjectReader reader, IObjectWriter writer, WebhookClients clients, TimeProvider time)
    {
        var rbac = new RbacAuthorizer(reader);
        var node = new NodeAuthorizer(reader);
        var chain = new ConfiguredAuthorizer(options.Configuration, authorizer => authorizer.Type switch
        {
            AuthorizerType.Node => node,
            AuthorizerType.RBAC => rbac,
            AuthorizerType.Webhook => new WebhookAuthorizer(authorizer.Webhook!, clients, time),
            AuthorizerType.AlwaysAllow => new FixedAuthorizer(AuthorizationDecision.Allow("")),
            _ => new FixedAuthorizer(AuthorizationDecision.NoOpinion with { Reason = "everything is denied" }),
        });
        return new DefaultAuthorization(chain)
        {
            Resources =
            [
                new AccessReviewResource(AccessReviewResource.Any, chain),
                new AccessReviewResource(AccessReviewResource.Local, chain),
                new AccessReviewResource(AccessReviewResource.Self, chain),
                new RulesReviewResource(rbac, () => chain.HasOutsiders),
            ],
            Escalation = new RbacEscalation(chain, rbac, reader),
            Roles = new DefaultRoleReconciler(reader, writer),
            Aggregation = new RoleAggregator(reader, writer),
        };
    }
}

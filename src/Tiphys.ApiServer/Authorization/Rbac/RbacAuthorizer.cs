using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Rbac;

/// <summary>Role-based access control over the cluster's roles and bindings. Kubernetes docs: "Using RBAC Authorization".</summary>
/// <remarks>Roles and bindings are compiled when they change, each once per version; a request that finds nothing changed takes no lock.</remarks>
public sealed class RbacAuthorizer : IAuthorizer, IRuleResolver
{
    private readonly Lock _gate = new();
    private readonly CompiledObjects<CompiledRole> _roles;
    private readonly CompiledObjects<CompiledRole> _clusterRoles;
    private readonly CompiledObjects<CompiledBinding> _bindings;
    private readonly CompiledObjects<CompiledBinding> _clusterBindings;
    private volatile RbacSnapshot? _snapshot;

    public RbacAuthorizer(IObjectReader reader)
    {
        _roles = new(reader, BuiltInResources.Roles, CompiledRole.Read);
        _clusterRoles = new(reader, BuiltInResources.ClusterRoles, CompiledRole.Read);
        _bindings = new(reader, BuiltInResources.RoleBindings, CompiledBinding.Read);
        _clusterBindings = new(reader, BuiltInResources.ClusterRoleBindings, CompiledBinding.Read);
    }

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        List<string>? missing = null;
        foreach (var grant in Current().GrantsOf(attributes.User, attributes.Namespace))
        {
            if (grant.Role is null)
                (missing ??= []).Add(Missing(grant));
            else if (grant.Role.Rules.Any(rule => rule.Allows(attributes)))
                return ValueTask.FromResult(AuthorizationDecision.Allow(grant.Reason));
        }

        return ValueTask.FromResult(new AuthorizationDecision(
            AuthorizationVerdict.NoOpinion, missing is null ? "" : $"RBAC: {(missing.Count == 1 ? missing[0] : $"[{string.Join(", ", missing)}]")}"));
    }

    IEnumerable<PolicyRule> IRuleResolver.RulesFor(UserInfo user, string ns, ICollection<string> errors)
    {
        foreach (var grant in Current().GrantsOf(user, ns))
        {
            if (grant.Role is null)
            {
                errors.Add(Missing(grant));
                continue;
            }

            foreach (var rule in grant.Role.Rules)
                yield return rule;
        }
    }

    private static string Missing(Grant grant) =>
        $"{grant.Binding.RoleKind.ToLowerInvariant()}.rbac.authorization.k8s.io \"{grant.Binding.RoleName}\" not found";

    private RbacSnapshot Current()
    {
        if (_snapshot is { } current && _roles.IsCurrent && _clusterRoles.IsCurrent && _bindings.IsCurrent && _clusterBindings.IsCurrent)
            return current;
        lock (_gate)
        {
            var changed = _roles.Refresh() | _clusterRoles.Refresh() | _bindings.Refresh() | _clusterBindings.Refresh();
            if (changed || _snapshot is null)
                _snapshot = new RbacSnapshot([.. _clusterBindings.Values.Values, .. _bindings.Values.Values], _roles.Values, _clusterRoles.Values);
            return _snapshot;
        }
    }
}

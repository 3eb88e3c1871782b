using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Rbac;

/// <summary>
/// Nobody hands out what he does not hold: writing a role needs all its permissions or the verb <c>escalate</c>, binding one needs them or
/// <c>bind</c>. Kubernetes docs: "Using RBAC Authorization", privilege escalation prevention.
/// </summary>
internal sealed class RbacEscalation(IAuthorizer authorizer, IRuleResolver rules, IObjectReader reader) : IAdmissionPlugin
{
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly PolicyRule[] Everything = [new(["*"], ["*"], ["*"], [], []), new(["*"], [], [], [], ["*"])];

    public string Name => "RbacEscalation";

    public bool Handles(AdmissionAttributes attributes) =>
        attributes.Resource.GroupVersion.Group == Group && attributes.Operation is AdmissionOperation.Create or AdmissionOperation.Update
        && attributes.Subresource.Length == 0;

    public async ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.Object is not { } written || attributes.User.InGroup(PrivilegedGroupAuthorizer.Group))
            return;
        if (attributes.Resource.Resource is "roles" or "clusterroles")
            await CheckRoleAsync(attributes, written, cancellationToken).ConfigureAwait(false);
        else if (attributes.Resource.Resource is "rolebindings" or "clusterrolebindings")
            await CheckBindingAsync(attributes, written, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CheckRoleAsync(AdmissionAttributes attributes, DocObject role, CancellationToken cancellationToken)
    {
        if (Unchanged(attributes, "rules") && Unchanged(attributes, "aggregationRule"))
            return;
        if (await MayAsync(attributes, "escalate", attributes.Resource.Resource, attributes.Name, cancellationToken).ConfigureAwait(false))
            return;
        // Who may gather any role's rules by label may grant anything.
        if (role.GetPath("aggregationRule", "clusterRoleSelectors") is DocArray { Count: > 0 } && Missing(attributes, Everything, []).Length > 0)
            throw attributes.Forbidden("must have cluster-admin privileges to use the aggregationRule");
        Confirm(attributes, role.ObjectsAt("rules").Select(PolicyRule.Read));
    }

    private async ValueTask CheckBindingAsync(AdmissionAttributes attributes, DocObject binding, CancellationToken cancellationToken)
    {
        if (Unchanged(attributes, "subjects") && Unchanged(attributes, "roleRef"))
            return;
        var roleName = binding.StringAt("roleRef", "name");
        var isCluster = binding.StringAt("roleRef", "kind") == "ClusterRole";
        if (await MayAsync(attributes, "bind", isCluster ? "clusterroles" : "roles", roleName, cancellationToken).ConfigureAwait(false))
            return;
        var stored = isCluster
            ? await reader.GetConsistentAsync(BuiltInResources.ClusterRoles, "", roleName, cancellationToken).ConfigureAwait(false)
            : await reader.GetConsistentAsync(BuiltInResources.Roles, attributes.Namespace, roleName, cancellationToken).ConfigureAwait(false);
        if (stored is null)
            throw ApiException.NotFound(attributes.Resource.GroupResource, roleName);
        Confirm(attributes, stored.Decode().ObjectsAt("rules").Select(PolicyRule.Read));
    }

    private static bool Unchanged(AdmissionAttributes attributes, string member) =>
        attributes.OldObject is { } old && (old[member]?.DeepEquals(attributes.Object![member]) ?? attributes.Object![member] is null);

    private async ValueTask<bool> MayAsync(AdmissionAttributes attributes, string verb, string resource, string name, CancellationToken cancellationToken)
    {
        var decision = await authorizer.AuthorizeAsync(
            new AuthorizationAttributes
            {
                User = attributes.User,
                Verb = verb,
                IsResourceRequest = true,
                Group = Group,
                Version = "v1",
                Resource = resource,
                Namespace = attributes.Namespace,
                Name = name,
            },
            cancellationToken).ConfigureAwait(false);
        return decision.Verdict == AuthorizationVerdict.Allow;
    }

    private void Confirm(AdmissionAttributes attributes, IEnumerable<PolicyRule> granted)
    {
        var errors = new List<string>();
        var missing = Missing(attributes, granted, errors);
        if (missing.Length > 0)
            throw ApiException.Forbidden(attributes.Resource.GroupResource, attributes.Name, Message(attributes.User, missing, errors));
    }

    private PolicyRule[] Missing(AdmissionAttributes attributes, IEnumerable<PolicyRule> granted, List<string> errors)
    {
        var held = rules.RulesFor(attributes.User, attributes.Namespace, errors).ToArray();
        return [.. granted.SelectMany(rule => rule.Split()).Where(piece => !held.Any(rule => rule.Covers(piece)))];
    }

    private static string Message(UserInfo user, IEnumerable<PolicyRule> missing, List<string> errors)
    {
        var compact = missing
            .GroupBy(rule => rule with { Verbs = [] }, rule => rule.Verbs[0], new SameTarget())
            .Select(entry => (entry.Key with { Verbs = [.. entry.Distinct().Order(StringComparer.Ordinal)] }).Describe())
            .Order(StringComparer.Ordinal);
        var groups = string.Join(" ", user.Groups.Select(group => $"\"{group}\""));
        var text = $"user \"{user.Name}\" (groups=[{groups}]) is attempting to grant RBAC permissions not currently held:\n{string.Join("\n", compact)}";
        return errors.Count == 0 ? text : $"{text}; resolution errors: [{string.Join(", ", errors)}]";
    }

    /// <summary>Rules on the same target, whose verbs can stand in one line.</summary>
    private sealed class SameTarget : IEqualityComparer<PolicyRule>
    {
        public bool Equals(PolicyRule? x, PolicyRule? y) => x!.SameAs(y!);

        public int GetHashCode(PolicyRule rule) => HashCode.Combine(rule.Resources.FirstOrDefault(), rule.NonResourceUrls.FirstOrDefault());
    }
}

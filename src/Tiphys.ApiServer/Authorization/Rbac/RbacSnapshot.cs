using Tiphys.ApiServer.Authentication;

namespace Tiphys.ApiServer.Authorization.Rbac;

/// <summary>All roles and bindings at one moment, indexed by subject: a request looks only at the bindings of its own user and groups.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class RbacSnapshot
{
    private readonly Dictionary<string, List<Grant>> _cluster = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Namespace, string Subject), List<Grant>> _namespaced = [];

    public RbacSnapshot(
        IEnumerable<CompiledBinding> bindings,
        IReadOnlyDictionary<(string Namespace, string Name), CompiledRole> roles,
        IReadOnlyDictionary<(string Namespace, string Name), CompiledRole> clusterRoles)
    {
        foreach (var binding in bindings)
        {
            var role = binding.RoleKind == "ClusterRole"
                ? clusterRoles.GetValueOrDefault(("", binding.RoleName))
                : roles.GetValueOrDefault((binding.Namespace, binding.RoleName));
            foreach (var (key, description) in binding.Subjects)
            {
                var grant = new Grant(binding, role, binding.Reason(description));
                if (binding.Namespace.Length == 0)
                    ListOf(_cluster, key).Add(grant);
                else
                    ListOf(_namespaced, (binding.Namespace, key)).Add(grant);
            }
        }
    }

    /// <summary>The bindings that concern the user: cluster-wide ones first, then those of the namespace.</summary>
    public IEnumerable<Grant> GrantsOf(UserInfo user, string ns)
    {
        var keys = new string[user.Groups.Count + 1];
        keys[0] = CompiledBinding.UserKey(user.Name);
        for (var i = 0; i < user.Groups.Count; i++)
            keys[i + 1] = CompiledBinding.GroupKey(user.Groups[i]);
        foreach (var key in keys)
        {
            foreach (var grant in _cluster.GetValueOrDefault(key) ?? [])
                yield return grant;
        }

        if (ns.Length == 0)
            yield break;
        foreach (var key in keys)
        {
            foreach (var grant in _namespaced.GetValueOrDefault((ns, key)) ?? [])
                yield return grant;
        }
    }

    private static List<Grant> ListOf<TKey>(Dictionary<TKey, List<Grant>> index, TKey key)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list))
            index[key] = list = [];
        return list;
    }
}

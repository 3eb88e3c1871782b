using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.ApiServer.Authorization.Rbac;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.DefaultRoles;

/// <summary>Keeps the rules of ClusterRoles with an aggregationRule: the union of the rules of all roles its selectors match.</summary>
public sealed class RoleAggregator(IObjectReader reader, IObjectWriter writer)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>Reconciles whenever a ClusterRole has changed, until cancelled.</summary>
    public Task RunAsync(TimeProvider time, CancellationToken cancellationToken) => new ChangeLoop(reader, time, BuiltInResources.ClusterRoles).RunAsync(
        async token => await ReconcileAsync(token).ConfigureAwait(false) ? Timeout.InfiniteTimeSpan : RetryInterval, cancellationToken);

    /// <summary>One pass, repeated while gathering roles gather from one another. False if a write met a newer version.</summary>
    public async Task<bool> ReconcileAsync(CancellationToken cancellationToken)
    {
        var roles = reader.List(BuiltInResources.ClusterRoles, "").Select(stored => stored.Decode()).ToDictionary(role => role.ObjectName);
        var complete = true;
        foreach (var changed in Plan(roles))
        {
            try
            {
                await writer.UpdateAsync(BuiltInResources.ClusterRoles, changed, cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException e) when (e.Code is 409 or 404)
            {
                // Someone changed or removed the role meanwhile: the next pass sees it.
                complete = false;
            }
        }

        return complete;
    }

    /// <summary>The gathering roles whose rules are not what they should be, with the right rules. Pure; <paramref name="roles"/> is changed on the way.</summary>
    internal static IReadOnlyCollection<DocObject> Plan(Dictionary<string, DocObject> roles)
    {
        var changed = new Dictionary<string, DocObject>();
        var gathering = roles.Values
            .Where(role => role.GetPath("aggregationRule", "clusterRoleSelectors") is DocArray)
            .OrderBy(role => role.ObjectName, StringComparer.Ordinal)
            .ToArray();
        // view feeds edit feeds admin: as many rounds as there are gathering roles reach the end of any chain.
        for (var round = 0; round < gathering.Length; round++)
        {
            var moved = false;
            foreach (var role in gathering)
            {
                var rules = Gather(role, roles.Values);
                if (rules.DeepEquals(role["rules"] as DocArray ?? new DocArray()))
                    continue;
                role["rules"] = rules;
                changed[role.ObjectName] = role;
                moved = true;
            }

            if (!moved)
                break;
        }

        return changed.Values;
    }

    private static DocArray Gather(DocObject role, IEnumerable<DocObject> all)
    {
        var selectors = role.ObjectsAt("aggregationRule", "clusterRoleSelectors").Select(LabelSelector.FromObject).ToArray();
        var rules = new List<PolicyRule>();
        foreach (var source in all.OrderBy(candidate => candidate.ObjectName, StringComparer.Ordinal))
        {
            if (ReferenceEquals(source, role) || !selectors.Any(selector => selector.Matches(source.ObjectLabels)))
                continue;
            foreach (var rule in source.ObjectsAt("rules").Select(PolicyRule.Read))
            {
                if (!rules.Any(rule.SameAs))
                    rules.Add(rule);
            }
        }

        return new DocArray(rules.Select(rule => rule.ToDocument()));
    }
}

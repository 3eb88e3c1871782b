using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authorization.Rbac;

namespace Tiphys.ApiServer.Authorization;

/// <summary>Lists what a user may do, as far as that can be listed.</summary>
internal interface IRuleResolver
{
    /// <summary>The rules that hold for the user in the namespace, cluster-wide ones included; only those for an empty namespace.</summary>
    /// <param name="errors">Receives what could not be resolved (a binding to a role that is not there).</param>
    IEnumerable<PolicyRule> RulesFor(UserInfo user, string ns, ICollection<string> errors);
}

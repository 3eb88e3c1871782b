using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Rbac;

/// <summary>A Role or ClusterRole, its rules ready to be asked.</summary>
internal sealed record CompiledRole(string Name, IReadOnlyList<PolicyRule> Rules)
{
    public static CompiledRole Read(DocObject role) => new(role.ObjectName, [.. role.ObjectsAt("rules").Select(PolicyRule.Read)]);
}

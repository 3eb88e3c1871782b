using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of role bindings.</summary>
internal static class RbacDefaults
{
    private const string Group = "rbac.authorization.k8s.io";

    public static void ApplyBinding(DocObject binding)
    {
        binding.GetObject("roleRef")?.SetIfEmpty("apiGroup", Group);
        foreach (var subject in binding.ObjectsOf("subjects"))
        {
            if (subject.GetString("kind") is "User" or "Group")
                subject.SetIfEmpty("apiGroup", Group);
        }
    }
}

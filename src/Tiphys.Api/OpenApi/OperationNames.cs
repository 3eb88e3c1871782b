using Tiphys.Api.Resources;

namespace Tiphys.Api.OpenApi;

/// <summary>The words operations are named with: <c>readAppsV1NamespacedDeploymentStatus</c>, tag <c>apps_v1</c>.</summary>
internal static class OperationNames
{
    /// <summary>The group without its last two domain parts, in camel case: <c>RbacAuthorization</c>; <c>Core</c>.</summary>
    public static string Group(string group)
    {
        if (group.Length == 0)
            return "Core";
        var name = group.EndsWith(".k8s.io", StringComparison.Ordinal) ? group[..^".k8s.io".Length] : group;
        return string.Concat(name.Split('.', '-').Select(Capital));
    }

    /// <summary><c>AppsV1</c>.</summary>
    public static string Version(GroupVersion version) => Group(version.Group) + Capital(version.Version);

    /// <summary><c>rbacAuthorization_v1</c>.</summary>
    public static string Tag(GroupVersion version) => $"{GroupTag(version.Group)}_{version.Version}";

    public static string GroupTag(string group)
    {
        var name = Group(group);
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    public static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}

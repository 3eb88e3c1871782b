using Tiphys.ApiServer.Authentication;

namespace Tiphys.ApiServer.Authorization.Node;

/// <summary>Tells node agents by their credentials: group system:nodes, user system:node:NAME.</summary>
internal static class NodeIdentity
{
    public const string Group = "system:nodes";
    private const string UserPrefix = "system:node:";

    /// <summary>The node's name; empty for an agent whose user does not tell; null for anyone else.</summary>
    public static string? NodeOf(UserInfo user)
    {
        if (!user.InGroup(Group))
            return null;
        return user.Name.StartsWith(UserPrefix, StringComparison.Ordinal) ? user.Name[UserPrefix.Length..] : null;
    }
}

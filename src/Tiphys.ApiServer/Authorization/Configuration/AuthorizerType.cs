namespace Tiphys.ApiServer.Authorization.Configuration;

/// <summary>The authorizers there are (kube-apiserver's <c>--authorization-mode</c>).</summary>
public enum AuthorizerType
{
    /// <summary>Nodes, as far as what runs on them needs.</summary>
    Node,

    /// <summary>Roles and their bindings.</summary>
    RBAC,

    /// <summary>A service outside.</summary>
    Webhook,
    AlwaysAllow,
    AlwaysDeny,
}

using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Authorization.DefaultRoles;
using Tiphys.ApiServer.Authorization.Rbac;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Node;

/// <summary>Lets a node agent read what its own pods need and write what is its own. Kubernetes docs: "Using Node Authorization".</summary>
/// <remarks>What the agent may write into an object it may write at all is the matter of the NodeRestriction admission.</remarks>
internal sealed class NodeAuthorizer(IObjectReader reader) : IAuthorizer
{
    private const string LeaseNamespace = "kube-node-lease";
    private readonly NodeGraph _graph = new(reader);
    private readonly IReadOnlyList<PolicyRule> _rules = DefaultRoleTable.RulesOf("system:node");

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        if (NodeIdentity.NodeOf(attributes.User) is not { } node)
            return ValueTask.FromResult(AuthorizationDecision.NoOpinion);
        var refusal = node.Length == 0 ? $"unknown node for user \"{attributes.User.Name}\"" : Refusal(node, WithSelectedName(attributes));
        return ValueTask.FromResult(refusal is null ? AuthorizationDecision.Allow() : new(AuthorizationVerdict.NoOpinion, refusal));
    }

    /// <summary>Null if the request is allowed; else why not, which may be empty.</summary>
    private string? Refusal(string node, AuthorizationAttributes asked)
    {
        if (!asked.IsResourceRequest)
            return ByRules(asked);
        return (asked.Group, asked.Resource) switch
        {
            ("", "secrets" or "configmaps") => Read(node, asked),
            ("", "persistentvolumeclaims") when asked.Subresource == "status" =>
                asked.Verb is "update" or "patch" ? Needed(node, asked) : "can only get/update/patch this type",
            ("", "persistentvolumeclaims") => Get(asked) ?? Needed(node, asked),
            ("", "persistentvolumes") => Get(asked) ?? Related(node, _graph.IsVolumeNeeded(node, asked.Name)),
            ("", "serviceaccounts") => ServiceAccount(node, asked),
            ("", "nodes") => Node(node, asked),
            ("", "pods") => Pod(node, asked),
            ("resource.k8s.io", "resourceclaims") => Get(asked) ?? Needed(node, asked),
            ("resource.k8s.io", "resourceslices") => Slice(node, asked),
            ("storage.k8s.io", "volumeattachments") =>
                Get(asked) ?? Related(node, _graph.NamesNode(node, BuiltInResources.VolumeAttachments, asked.Name, "spec", "nodeName")),
            ("storage.k8s.io", "csinodes") => Own(node, asked, "CSINode"),
            ("coordination.k8s.io", "leases") => asked.Namespace == LeaseNamespace
                ? Own(node, asked, "node lease")
                : $"can only access leases in the \"{LeaseNamespace}\" system namespace",
            _ => ByRules(asked),
        };
    }

    private string? ByRules(AuthorizationAttributes asked) => _rules.Any(rule => rule.Allows(asked)) ? null : "";

    private static string? Get(AuthorizationAttributes asked)
    {
        if (asked.Verb != "get")
            return "can only get individual resources of this type";
        return asked.Subresource.Length > 0 ? "cannot get subresource" : asked.Name.Length == 0 ? "No Object name found" : null;
    }

    private string? Read(string node, AuthorizationAttributes asked)
    {
        if (asked.Verb is not ("get" or "list" or "watch"))
            return "can only read resources of this type";
        if (asked.Subresource.Length > 0)
            return "cannot read subresource";
        return asked.Namespace.Length == 0 ? "can only read namespaced object of this type" : Needed(node, asked);
    }

    private string? Needed(string node, AuthorizationAttributes asked)
    {
        if (asked.Name.Length == 0)
            return "No Object name found";
        return Related(node, _graph.IsNeeded(node, new GroupResource(asked.Group, asked.Resource), asked.Namespace, asked.Name));
    }

    private static string? Related(string node, bool related) => related ? null : $"no relationship found between node '{node}' and this object";

    private string? ServiceAccount(string node, AuthorizationAttributes asked)
    {
        if (asked is { Verb: "get", Subresource: "" })
            return Read(node, asked);
        if (asked.Verb != "create" || asked.Name.Length == 0)
            return "can only create tokens for individual service accounts";
        return asked.Subresource == "token" ? Needed(node, asked) : "can only create token subresource of serviceaccount";
    }

    private static string? Own(string node, AuthorizationAttributes asked, string what)
    {
        if (asked.Verb is not ("get" or "create" or "update" or "patch" or "delete"))
            return $"can only get, create, update, patch, or delete a {what}";
        if (asked.Subresource.Length > 0)
            return $"cannot authorize {what} subresources";
        // The name of a create stands in the body, which NodeRestriction sees.
        return asked.Verb == "create" || asked.Name == node ? null : $"can only access {what} with the same name as the requesting node";
    }

    private string? Slice(string node, AuthorizationAttributes asked)
    {
        if (asked.Subresource.Length > 0)
            return "cannot authorize ResourceSlice subresources";
        return asked.Verb switch
        {
            "create" => null,
            "get" or "update" or "patch" or "delete" => Related(node, _graph.NamesNode(node, BuiltInResources.ResourceSlices, asked.Name, "spec", "nodeName")),
            "list" or "watch" or "deletecollection" => Selects(asked, "spec.nodeName", node) ? null
                : "can only list/watch/deletecollection resourceslices with nodeName field selector",
            _ => "only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection",
        };
    }

    private static string? Node(string node, AuthorizationAttributes asked) => (asked.Subresource, asked.Verb) switch
    {
        ("", "create" or "update" or "patch") or ("status", "update" or "patch") => null,
        ("", "get" or "list" or "watch") when asked.Name == node => null,
        ("", "get" or "list" or "watch") when asked.Name.Length == 0 => $"node '{node}' cannot read all nodes, only its own Node object",
        ("", "get" or "list" or "watch") => $"node '{node}' cannot read '{asked.Name}', only its own Node object",
        _ => "",
    };

    private string? Pod(string node, AuthorizationAttributes asked) => (asked.Subresource, asked.Verb) switch
    {
        ("", "get") => Get(asked) ?? Related(node, _graph.RunsPod(node, asked.Namespace, asked.Name)),
        ("", "list" or "watch") => Selects(asked, "spec.nodeName", node) || _graph.RunsPod(node, asked.Namespace, asked.Name) ? null
            : "can only list/watch pods with spec.nodeName field selector",
        ("", "create" or "delete") or ("status", "update" or "patch") or ("eviction", "create") => null,
        _ => "",
    };

    private static bool Selects(AuthorizationAttributes asked, string field, string value) => Parse(asked.FieldSelector)?.RequiredValue(field) == value;

    /// <summary>A list or watch of one object by metadata.name asks for that object.</summary>
    private static AuthorizationAttributes WithSelectedName(AuthorizationAttributes asked) =>
        asked.Name.Length == 0 && asked.Verb is "list" or "watch" && Parse(asked.FieldSelector)?.RequiredValue("metadata.name") is { } name
            ? asked with { Name = name }
            : asked;

    private static FieldSelector? Parse(string selector)
    {
        try
        {
            return selector.Length == 0 ? null : FieldSelector.Parse(selector);
        }
        catch (ApiException)
        {
            // A selector that cannot be read narrows nothing; the registry will refuse it with its own words.
            return null;
        }
    }
}

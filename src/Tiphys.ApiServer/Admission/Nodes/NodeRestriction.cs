using Tiphys.Api.Resources;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Authorization.Node;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Nodes;

/// <summary>
/// Holds node agents to their own objects: their Node and its harmless labels, pods bound to them, their lease, tokens of their pods' accounts.
/// Kubernetes docs: "NodeRestriction". Closes CVE-2025-4563 and CVE-2025-5187 among others.
/// </summary>
internal sealed class NodeRestriction(IObjectReader reader, IAuthorizer authorizer) : IAdmissionPlugin
{
    private static readonly GroupResource Leases = new("coordination.k8s.io", "leases");
    private static readonly GroupResource CsiNodes = new("storage.k8s.io", "csinodes");
    private readonly NodePodRules _pods = new(reader);
    private readonly TokenAudienceRules _audiences = new(reader, authorizer);

    public string Name => "NodeRestriction";

    public bool Handles(AdmissionAttributes attributes) => NodeIdentity.NodeOf(attributes.User) is not null;

    public ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var node = NodeIdentity.NodeOf(attributes.User)!;
        if (node.Length == 0)
            throw attributes.Forbidden($"could not determine node from user \"{attributes.User.Name}\"");
        if (attributes.Is(BuiltInResources.Pods) || attributes.Is(BuiltInResources.Pods, "status") || attributes.Is(BuiltInResources.Pods, "eviction"))
            _pods.Check(attributes, node);
        else if (attributes.Is(BuiltInResources.Pods, attributes.Subresource))
            throw attributes.Forbidden($"unexpected pod subresource \"{attributes.Subresource}\", only 'status' and 'eviction' are allowed");
        else if (attributes.Is(BuiltInResources.Nodes) || attributes.Is(BuiltInResources.Nodes, "status"))
            NodeObjectRules.Check(attributes, node);
        else if (attributes.Is(BuiltInResources.PersistentVolumeClaims, "status"))
            ClaimStatusRules.Check(attributes, node);
        else if (attributes.Is(BuiltInResources.ServiceAccounts, "token"))
            return _audiences.CheckAsync(attributes, _pods.PodOfToken(attributes, node), cancellationToken);
        else if (attributes.Is(Leases))
            CheckLease(attributes, node);
        else if (attributes.Is(CsiNodes))
            CheckName(attributes, node, "CSINode");
        else if (attributes.Is(BuiltInResources.ResourceSlices))
            CheckSlice(attributes, node);
        return ValueTask.CompletedTask;
    }

    private static void CheckLease(AdmissionAttributes attributes, string node)
    {
        if (attributes.Namespace != "kube-node-lease")
            throw attributes.Forbidden("can only access leases in the \"kube-node-lease\" system namespace");
        CheckName(attributes, node, "node lease");
    }

    private static void CheckName(AdmissionAttributes attributes, string node, string what)
    {
        if (attributes.Name != node)
            throw attributes.Forbidden($"can only access {what} with the same name as the requesting node");
    }

    private static void CheckSlice(AdmissionAttributes attributes, string node)
    {
        var owner = (attributes.Object ?? attributes.OldObject)?.StringAt("spec", "nodeName") ?? "";
        if (owner != node)
            throw attributes.Forbidden($"can only {attributes.Operation.ToString().ToLowerInvariant()} ResourceSlice with the same NodeName as the requesting node");
    }
}

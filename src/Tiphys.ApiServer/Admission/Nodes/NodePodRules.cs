using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission.Pods;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Nodes;

/// <summary>What a node agent may do with pods: make mirrors of its static pods, report and remove pods bound to it, get tokens for them.</summary>
internal sealed class NodePodRules(IObjectReader reader)
{
    /// <exception cref="ApiException">Forbidden.</exception>
    public void Check(AdmissionAttributes attributes, string node)
    {
        switch (attributes.Subresource, attributes.Operation)
        {
            case ("", AdmissionOperation.Create):
                CheckMirror(attributes, node);
                break;
            case ("", AdmissionOperation.Delete):
                RequireBound(attributes, node, attributes.OldObject, "delete");
                break;
            case ("status", AdmissionOperation.Update):
                RequireBound(attributes, node, attributes.OldObject, "update pod status for");
                CheckStatus(attributes, node);
                break;
            case ("eviction", AdmissionOperation.Create):
                RequireBound(attributes, node, reader.Get(BuiltInResources.Pods, attributes.Namespace, attributes.Name)?.Decode(), "evict");
                break;
            default:
                throw attributes.Forbidden($"unexpected operation \"{attributes.Operation.ToString().ToUpperInvariant()}\", node \"{node}\" can only create and delete mirror pods");
        }
    }

    /// <summary>A token must be bound to a pod of the node that runs under the account.</summary>
    /// <returns>That pod.</returns>
    public DocObject PodOfToken(AdmissionAttributes attributes, string node)
    {
        var reference = attributes.Object!.GetPath("spec", "boundObjectRef") as DocObject;
        if (reference is null || reference.StringAt("kind") != "Pod" || reference.StringAt("apiVersion") != "v1" || reference.StringAt("name").Length == 0)
            throw attributes.Forbidden("node requested token not bound to a pod");
        if (reference.StringAt("uid").Length == 0)
            throw attributes.Forbidden("node requested token with a pod binding without a uid");
        var pod = reader.Get(BuiltInResources.Pods, attributes.Namespace, reference.StringAt("name"))?.Decode();
        if (pod is null || pod.ObjectUid != reference.StringAt("uid"))
            throw attributes.Forbidden($"the UID in the bound object reference ({reference.StringAt("uid")}) does not match the UID in record. The object might have been deleted and then recreated");
        if (pod.StringAt("spec", "nodeName") != node)
            throw attributes.Forbidden($"node requested token bound to a pod scheduled on a different node");
        return pod;
    }

    private static void RequireBound(AdmissionAttributes attributes, string node, DocObject? pod, string what)
    {
        if (pod is null)
            throw ApiException.NotFound(BuiltInResources.Pods, attributes.Name);
        if (pod.StringAt("spec", "nodeName") != node)
            throw attributes.Forbidden($"node \"{node}\" can only {what} pods with spec.nodeName set to itself");
    }

    private void CheckMirror(AdmissionAttributes attributes, string node)
    {
        var pod = attributes.Object!;
        if (!pod.IsMirrorPod)
            throw attributes.Forbidden($"pod does not have \"{PodContainers.MirrorAnnotation}\" annotation, node \"{node}\" can only create mirror pods");
        if (pod.StringAt("spec", "nodeName") != node)
            throw attributes.Forbidden($"node \"{node}\" can only create pods with spec.nodeName set to itself");
        CheckOwner(attributes, pod, node);
        var spec = pod.PodSpec;
        if (spec.StringAt("serviceAccountName").Length > 0)
            throw attributes.Forbidden($"node \"{node}\" can not create pods that reference a service account");
        if (Authorization.Node.PodReferences.NamesObjects(pod))
            throw attributes.Forbidden($"node \"{node}\" can not create pods that reference secrets, configmaps, claims or resource claims");
    }

    private void CheckOwner(AdmissionAttributes attributes, DocObject pod, string node)
    {
        var owners = pod.ObjectsAt("metadata", "ownerReferences").ToArray();
        var itself = reader.Get(BuiltInResources.Nodes, "", node)?.Decode();
        if (owners.Length != 1 || itself is null)
            throw attributes.Forbidden($"node \"{node}\" can only create pods with an owner reference set to itself");
        var owner = owners[0];
        if (owner.StringAt("apiVersion") != "v1" || owner.StringAt("kind") != "Node" || owner.StringAt("name") != node)
            throw attributes.Forbidden($"node \"{node}\" can only create pods with an owner reference set to itself");
        if (owner.StringAt("uid") != itself.ObjectUid)
            throw attributes.Forbidden($"node {node} UID mismatch: expected {owner.StringAt("uid")} got {itself.ObjectUid}");
        if (owner.GetBool("controller") != true)
            throw attributes.Forbidden($"node \"{node}\" can only create pods with a controller owner reference set to itself");
        if (owner.GetBool("blockOwnerDeletion") == true)
            throw attributes.Forbidden($"node \"{node}\" must not set blockOwnerDeletion on an owner reference");
    }

    private static void CheckStatus(AdmissionAttributes attributes, string node)
    {
        if (!Same(attributes, "metadata", "labels"))
            throw attributes.Forbidden($"node \"{node}\" cannot update labels through pod status");
        if (!Same(attributes, "metadata", "ownerReferences"))
            throw attributes.Forbidden($"node \"{node}\" cannot update owner references through pod status");
        if (!Same(attributes, "status", "resourceClaimStatuses"))
            throw attributes.Forbidden($"node \"{node}\" cannot update resource claim statuses");
    }

    private static bool Same(AdmissionAttributes attributes, params ReadOnlySpan<string> path)
    {
        var (now, before) = (attributes.Object!.GetPath(path), attributes.OldObject!.GetPath(path));
        return now?.DeepEquals(before) ?? before is null;
    }
}

using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Admission.Nodes;

/// <summary>What a node agent may write into a claim's status: how far resizing it has come.</summary>
internal static class ClaimStatusRules
{
    private static readonly string[] ResizeFields = ["capacity", "conditions", "allocatedResources", "allocatedResourceStatuses", "modifyVolumeStatus"];

    public static void Check(AdmissionAttributes attributes, string node)
    {
        if (attributes.Operation != AdmissionOperation.Update)
            throw attributes.Forbidden($"unexpected operation \"{attributes.Operation.ToString().ToUpperInvariant()}\"");
        if (!Rest(attributes.Object!).DeepEquals(Rest(attributes.OldObject!)))
            throw attributes.Forbidden($"node \"{node}\" is not allowed to update fields other than status.capacity and status.conditions");
    }

    private static DocObject Rest(DocObject claim)
    {
        var rest = claim.Clone();
        var metadata = rest.GetOrAddObject("metadata");
        metadata.Remove("managedFields");
        metadata.Remove("resourceVersion");
        var status = rest.GetOrAddObject("status");
        foreach (var field in ResizeFields)
            status.Remove(field);
        return rest;
    }
}

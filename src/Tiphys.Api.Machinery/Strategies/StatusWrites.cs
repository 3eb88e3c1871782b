using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>Writes to the status subresource: status is taken, the rest stays; of metadata what upstream lets through.</summary>
internal static class StatusWrites
{
    // Kinds whose status writes change nothing in metadata but managedFields.
    private static readonly string[] KeepsMetadata =
    [
        "FlowSchema", "PriorityLevelConfiguration", "VolumeAttachment", "ValidatingAdmissionPolicy", "ResourceClaim", "StorageVersion",
        "StorageVersionMigration", "ServiceCIDR",
    ];

    /// <summary>True if nothing in metadata is changed by writes to the status of these objects.</summary>
    public static bool KeepAllMetadata(ResourceInfo resource) => resource.IsCustom || KeepsMetadata.Contains(resource.Kind);

    public static void Prepare(ResourceInfo resource, DocObject updated, DocObject old)
    {
        foreach (var name in updated.Names.Union(old.Names).ToArray())
        {
            if (name is not ("status" or "metadata" or "apiVersion" or "kind"))
                updated[name] = old[name]?.DeepClone();
        }

        if (KeepAllMetadata(resource))
            KeepMetadata(updated, old);
        if (resource.IsCustom)
            return;
        switch (resource.Kind)
        {
            case "Pod":
                updated.GetOrAddObject("metadata")["ownerReferences"] = old.GetPath("metadata", "ownerReferences")?.DeepClone();
                KeepQosClass(updated, old);
                break;
            case "Deployment":
                updated.GetOrAddObject("metadata")["labels"] = old.GetPath("metadata", "labels")?.DeepClone();
                break;
            case "CertificateSigningRequest":
                KeepDecisions(updated, old);
                break;
        }
    }

    private static void KeepMetadata(DocObject updated, DocObject old)
    {
        var managed = updated.GetPath("metadata", "managedFields");
        var version = updated.GetPath("metadata", "resourceVersion");
        var metadata = old.GetObject("metadata")?.Clone() ?? [];
        metadata["managedFields"] = managed;
        metadata["resourceVersion"] = version;
        updated["metadata"] = metadata;
    }

    private static void KeepQosClass(DocObject updated, DocObject old)
    {
        var status = updated.GetOrAddObject("status");
        if (status.GetString("qosClass") is null or "")
            status["qosClass"] = old.GetPath("status", "qosClass");
    }

    // Approval and denial are made through their own subresource only.
    private static void KeepDecisions(DocObject updated, DocObject old)
    {
        var kept = (updated.GetPath("status", "conditions") as DocArray ?? []).Objects().Where(condition => !IsDecision(condition));
        var decided = (old.GetPath("status", "conditions") as DocArray ?? []).Objects().Where(IsDecision).Select(condition => condition.DeepClone());
        var all = new DocArray(decided.Concat(kept));
        if (all.Count > 0)
            updated.GetOrAddObject("status")["conditions"] = all;
    }

    private static bool IsDecision(DocObject condition) => condition.GetString("type") is "Approved" or "Denied";
}

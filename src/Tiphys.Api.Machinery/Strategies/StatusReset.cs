using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>The status a built-in object is born with: empty, with the zeros that upstream always writes.</summary>
internal static class StatusReset
{
    public static void Apply(ResourceInfo resource, DocObject document)
    {
        // A node registers itself with its status; claims to be something else are none of a new object's business.
        if (!resource.HasStatus || resource is { Kind: "Node", GroupVersion.Group: "" })
            return;
        if (!resource.Schema.TryGetField("status", out var field))
            return;
        var status = new DocObject();
        ZeroValues.AddMissing(field.Schema, status);
        switch (resource.Kind)
        {
            case "Pod" or "PersistentVolume" or "PersistentVolumeClaim":
                status["phase"] = "Pending";
                break;
            case "Namespace":
                status["phase"] = "Active";
                break;
        }

        document["status"] = status;
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

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
        foreach (var inner in field.Schema.Fields)
        {
            if (inner is { Required: true, Schema.Type: SchemaType.Integer })
                status[inner.Name] = 0;
        }

        switch (resource.Kind)
        {
            case "Pod" or "PersistentVolume" or "PersistentVolumeClaim":
                status["phase"] = "Pending";
                break;
            case "Namespace":
                status["phase"] = "Active";
                break;
            case "Service" or "Ingress":
                status["loadBalancer"] = new DocObject();
                break;
            case "CustomResourceDefinition":
                status["conditions"] = new DocArray();
                status["acceptedNames"] = new DocObject { { "plural", "" }, { "kind", "" } };
                break;
            case "StatefulSet":
                status["availableReplicas"] = 0;
                break;
        }

        document["status"] = status;
    }
}

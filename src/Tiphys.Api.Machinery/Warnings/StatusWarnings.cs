using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Warnings of addresses in the status of pods, services and ingresses.</summary>
internal static class StatusWarnings
{
    private static readonly FieldPath Status = FieldPath.Root.Child("status");

    public static void Add(ResourceInfo resource, DocObject document, List<string> warnings)
    {
        if (document.GetObject("status") is not { } status)
            return;
        switch (resource.GroupVersion.Group, resource.Kind)
        {
            case ("", "Pod"):
                Add(status.ObjectsOf("podIPs"), Status.Child("podIPs"), "ip", warnings);
                Add(status.ObjectsOf("hostIPs"), Status.Child("hostIPs"), "ip", warnings);
                break;
            case ("", "Service") or ("networking.k8s.io", "Ingress"):
                Add(status.GetObject("loadBalancer")?.ObjectsOf("ingress") ?? [], Status.Child("loadBalancer", "ingress"), null, warnings);
                break;
        }
    }

    private static void Add(IEnumerable<DocObject> entries, FieldPath path, string? member, List<string> warnings)
    {
        var index = 0;
        foreach (var entry in entries)
        {
            var at = path.Index(index++);
            AddressWarnings.Address(member is null ? at : at.Child(member), entry.GetString("ip"), warnings);
        }
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>Fields of features that v1.36 knows and does not have on by default: they are dropped without a word, as upstream does.</summary>
internal static class DisabledFields
{
    public static void Drop(ResourceInfo resource, DocObject document)
    {
        switch (resource.GroupVersion.Group, resource.Kind)
        {
            case ("", "Pod"):
                DropFromPod(document);
                break;
            case ("", "PodTemplate"):
                DropFromPod(document.GetObject("template"));
                break;
            case ("", "ReplicationController") or ("apps", "ReplicaSet" or "Deployment" or "DaemonSet") or ("batch", "Job"):
                DropFromPod(document.GetPath("spec", "template") as DocObject);
                break;
            case ("apps", "StatefulSet"):
                DropFromPod(document.GetPath("spec", "template") as DocObject);
                (document.GetPath("spec", "updateStrategy", "rollingUpdate") as DocObject)?.Remove("maxUnavailable");
                break;
            case ("batch", "CronJob"):
                DropFromPod(document.GetPath("spec", "jobTemplate", "spec", "template") as DocObject);
                break;
            case ("", "Node"):
                document.GetObject("spec")?.Remove("configSource");
                break;
            case ("storage.k8s.io", "CSIDriver"):
                document.GetObject("spec")?.Remove("preventPodSchedulingIfMissing");
                break;
            case ("resource.k8s.io", "ResourceSlice"):
                DropListAttributes(document);
                break;
            case ("discovery.k8s.io", "EndpointSlice"):
                foreach (var endpoint in document.ObjectsOf("endpoints"))
                    endpoint.Remove("deprecatedTopology");
                break;
            case ("coordination.k8s.io", "Lease"):
                document.GetObject("spec")?.Remove("strategy");
                document.GetObject("spec")?.Remove("preferredHolder");
                break;
        }
    }

    private static void DropListAttributes(DocObject slice)
    {
        foreach (var device in slice.GetObject("spec")?.ObjectsOf("devices") ?? [])
        {
            foreach (var (_, attribute) in device.GetObject("attributes") ?? [])
            {
                foreach (var list in (string[])["bools", "ints", "strings", "versions"])
                    (attribute as DocObject)?.Remove(list);
            }
        }
    }

    private static void DropFromPod(DocObject? pod)
    {
        pod?.GetObject("spec")?.Remove("schedulingGroup");
        foreach (var list in (string[])["containers", "initContainers", "ephemeralContainers"])
        {
            foreach (var container in pod?.GetObject("spec")?.ObjectsOf(list) ?? [])
                DropStopSignal(container);
        }

        foreach (var volume in pod?.GetObject("spec")?.ObjectsOf("volumes") ?? [])
        {
            foreach (var source in volume.GetObject("projected")?.ObjectsOf("sources") ?? [])
                source.Remove("clusterTrustBundle");
        }
    }

    private static void DropStopSignal(DocObject container)
    {
        if (container.GetObject("lifecycle") is { } lifecycle && lifecycle.Remove("stopSignal") && lifecycle.Count == 0)
            container.Remove("lifecycle");
    }
}

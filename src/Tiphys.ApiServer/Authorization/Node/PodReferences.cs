using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission.Pods;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Node;

/// <summary>The objects of its namespace that a pod needs, and the node it runs on.</summary>
internal sealed record PodReferences(string Node, IReadOnlySet<(GroupResource Resource, string Name)> Objects)
{
    public static PodReferences Read(DocObject pod)
    {
        var objects = new HashSet<(GroupResource, string)>();
        var node = pod.StringAt("spec", "nodeName");
        // A mirror pod gives its node nothing: whoever writes it chooses what it names.
        if (node.Length > 0 && pod.Annotation(PodContainers.MirrorAnnotation) is null)
            Collect(pod, objects);
        return new(node, objects);
    }

    /// <summary>Whether a pod names any object at all, of whatever kind.</summary>
    public static bool NamesObjects(DocObject pod)
    {
        var objects = new HashSet<(GroupResource, string)>();
        Collect(pod, objects);
        return objects.Count > 0 || pod.ObjectsAt("spec", "resourceClaims").Any();
    }

    private static void Collect(DocObject pod, HashSet<(GroupResource, string)> objects)
    {
        if (pod.GetObject("spec") is not { } spec)
            return;
        Add(BuiltInResources.ServiceAccounts, spec.StringAt("serviceAccountName"));
        foreach (var secret in spec.ObjectsAt("imagePullSecrets"))
            Add(BuiltInResources.Secrets, secret.StringAt("name"));
        foreach (var volume in spec.ObjectsAt("volumes"))
            AddVolume(volume, pod.ObjectName);
        foreach (var list in (string[])["containers", "initContainers", "ephemeralContainers"])
        {
            foreach (var container in spec.ObjectsAt(list))
                AddEnvironment(container);
        }

        foreach (var claim in pod.ObjectsAt("status", "resourceClaimStatuses"))
            Add(BuiltInResources.ResourceClaims, claim.StringAt("resourceClaimName"));
        foreach (var claim in spec.ObjectsAt("resourceClaims"))
            Add(BuiltInResources.ResourceClaims, claim.StringAt("resourceClaimName"));

        void Add(GroupResource resource, string name)
        {
            if (name.Length > 0)
                objects.Add((resource, name));
        }

        void AddEnvironment(DocObject container)
        {
            foreach (var source in container.ObjectsAt("envFrom"))
            {
                Add(BuiltInResources.Secrets, source.StringAt("secretRef", "name"));
                Add(BuiltInResources.ConfigMaps, source.StringAt("configMapRef", "name"));
            }

            foreach (var variable in container.ObjectsAt("env"))
            {
                Add(BuiltInResources.Secrets, variable.StringAt("valueFrom", "secretKeyRef", "name"));
                Add(BuiltInResources.ConfigMaps, variable.StringAt("valueFrom", "configMapKeyRef", "name"));
            }
        }

        void AddVolume(DocObject volume, string podName)
        {
            AddSource(volume);
            Add(BuiltInResources.PersistentVolumeClaims, volume.StringAt("persistentVolumeClaim", "claimName"));
            if (volume.GetObject("ephemeral") is not null)
                Add(BuiltInResources.PersistentVolumeClaims, $"{podName}-{volume.StringAt("name")}");
            foreach (var source in volume.ObjectsAt("projected", "sources"))
                AddSource(source);
            foreach (var driver in (string[])["cephfs", "cinder", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos"])
                Add(BuiltInResources.Secrets, volume.StringAt(driver, "secretRef", "name"));
            Add(BuiltInResources.Secrets, volume.StringAt("azureFile", "secretName"));
            Add(BuiltInResources.Secrets, volume.StringAt("csi", "nodePublishSecretRef", "name"));
        }

        void AddSource(DocObject source)
        {
            Add(BuiltInResources.Secrets, source.StringAt("secret", "secretName"));
            Add(BuiltInResources.Secrets, source.StringAt("secret", "name"));
            Add(BuiltInResources.ConfigMaps, source.StringAt("configMap", "name"));
        }
    }
}

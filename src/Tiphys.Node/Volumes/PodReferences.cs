using k8s.Models;
using Tiphys.Node.Pods;

namespace Tiphys.Node.Volumes;

/// <summary>The names of the ConfigMaps and Secrets that a pod's spec refers to, all in the pod's namespace.</summary>
internal sealed record PodReferences(IReadOnlySet<string> ConfigMaps, IReadOnlySet<string> Secrets)
{
    public static PodReferences Of(V1Pod pod)
    {
        HashSet<string?> maps = [], secrets = [];
        foreach (var container in pod.AllContainers())
            AddContainer(container, maps, secrets);
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            maps.Add(volume.ConfigMap?.Name);
            secrets.Add(volume.Secret?.SecretName);
            foreach (var source in volume.Projected?.Sources ?? [])
            {
                maps.Add(source.ConfigMap?.Name);
                secrets.Add(source.Secret?.Name);
            }
        }

        foreach (var pull in pod.Spec.ImagePullSecrets ?? [])
            secrets.Add(pull.Name);
        return new PodReferences(Named(maps), Named(secrets));
    }

    private static void AddContainer(V1Container container, HashSet<string?> maps, HashSet<string?> secrets)
    {
        foreach (var source in container.EnvFrom ?? [])
        {
            maps.Add(source.ConfigMapRef?.Name);
            secrets.Add(source.SecretRef?.Name);
        }

        foreach (var variable in container.Env ?? [])
        {
            maps.Add(variable.ValueFrom?.ConfigMapKeyRef?.Name);
            secrets.Add(variable.ValueFrom?.SecretKeyRef?.Name);
        }
    }

    private static HashSet<string> Named(HashSet<string?> names) => [.. names.OfType<string>().Where(name => name.Length > 0)];
}

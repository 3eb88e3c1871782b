using k8s.Models;

namespace Tiphys.Controllers.Volumes;

/// <summary>The claims of a pod.</summary>
internal static class PodClaims
{
    /// <summary>The names of the claims a pod uses, those made for its ephemeral volumes included.</summary>
    public static IEnumerable<string> Of(V1Pod pod)
    {
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            if (volume.PersistentVolumeClaim is { } claim)
                yield return claim.ClaimName;
            else if (volume.Ephemeral is not null)
                yield return NameOf(pod, volume);
        }
    }

    /// <summary>The name of the claim that is made for an ephemeral volume.</summary>
    public static string NameOf(V1Pod pod, V1Volume volume) => $"{pod.Metadata.Name}-{volume.Name}";
}

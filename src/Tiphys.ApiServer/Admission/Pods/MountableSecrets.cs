using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Pods;

/// <summary>
/// Holds pods to the secrets their service account lists, where the account is annotated <c>kubernetes.io/enforce-mountable-secrets: "true"</c>: in
/// volumes, env and envFrom of every container, ephemeral ones included (CVE-2023-2728, CVE-2024-3177), and as pull secrets.
/// </summary>
internal static class MountableSecrets
{
    private const string Annotation = "kubernetes.io/enforce-mountable-secrets";

    /// <summary>What is wrong, in upstream's words; null if nothing is.</summary>
    public static string? Complaint(DocObject pod, DocObject account)
    {
        if (account.Annotation(Annotation) != "true")
            return null;
        var name = account.ObjectName;
        var mountable = account.ObjectsAt("secrets").Select(secret => secret.StringAt("name")).ToHashSet();
        foreach (var volume in pod.ObjectsAt("spec", "volumes"))
        {
            if (volume.StringAt("secret", "secretName") is { Length: > 0 } secret && !mountable.Contains(secret))
                return $"volume with secret.secretName=\"{secret}\" is not allowed because service account {name} does not reference that secret";
        }

        foreach (var container in pod.EveryContainer)
        {
            if (Forbidden(container, mountable) is { } forbidden)
                return $"{forbidden} is not allowed because service account {name} does not reference that secret";
        }

        var pullable = account.ObjectsAt("imagePullSecrets").Select(secret => secret.StringAt("name")).ToHashSet();
        var pull = pod.ObjectsAt("spec", "imagePullSecrets").Select(secret => secret.StringAt("name")).FirstOrDefault(secret => !pullable.Contains(secret));
        return pull is null ? null : $"imagePullSecrets[].name=\"{pull}\" is not allowed because service account {name} does not reference that imagePullSecret";
    }

    private static string? Forbidden(DocObject container, HashSet<string> mountable)
    {
        var name = container.StringAt("name");
        foreach (var variable in container.ObjectsAt("env"))
        {
            if (variable.StringAt("valueFrom", "secretKeyRef", "name") is { Length: > 0 } secret && !mountable.Contains(secret))
                return $"container {name} with envVar {variable.StringAt("name")} referencing secret.secretName=\"{secret}\"";
        }

        foreach (var source in container.ObjectsAt("envFrom"))
        {
            if (source.StringAt("secretRef", "name") is { Length: > 0 } secret && !mountable.Contains(secret))
                return $"container {name} with envFrom referencing secret.secretName=\"{secret}\"";
        }

        return null;
    }
}

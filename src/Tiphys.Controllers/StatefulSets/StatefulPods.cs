using System.Globalization;
using k8s.Models;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Pods;
using Tiphys.Controllers.Revisions;

namespace Tiphys.Controllers.StatefulSets;

/// <summary>The names, pods and claims of a StatefulSet's ordinals. Pure.</summary>
internal static class StatefulPods
{
    private const string PodNameLabel = "statefulset.kubernetes.io/pod-name";
    private const string IndexLabel = "apps.kubernetes.io/pod-index";

    /// <summary>The ordinal in a pod's name; -1 if the name is not the set's.</summary>
    public static int OrdinalOf(V1StatefulSet set, V1Pod pod)
    {
        var name = pod.Metadata.Name;
        var prefix = set.Metadata.Name + "-";
        return name.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            ? ordinal
            : -1;
    }

    public static V1Pod Make(V1StatefulSet set, V1PodTemplateSpec template, int ordinal, string revision)
    {
        var pod = template.MakePod(OwnerIdentity.Of(set));
        pod.Metadata.GenerateName = null;
        pod.Metadata.Labels = new Dictionary<string, string>(pod.Metadata.Labels ?? new Dictionary<string, string>())
        {
            [RevisionHistory.HashLabel] = revision,
        };
        pod.Spec.Hostname = $"{set.Metadata.Name}-{ordinal}";
        pod.Spec.Subdomain = string.IsNullOrEmpty(set.Spec.ServiceName) ? null : set.Spec.ServiceName;
        Identify(set, pod, ordinal);
        return pod;
    }

    /// <summary>The pod with the identity and volumes of its ordinal; null if it has them.</summary>
    public static V1Pod? Mended(V1StatefulSet set, V1Pod pod, int ordinal)
    {
        var copy = KubeJson.Clone(pod);
        Identify(set, copy, ordinal);
        return KubeJson.Write(copy).AsSpan().SequenceEqual(KubeJson.Write(pod)) ? null : copy;
    }

    /// <summary>The claims of an ordinal.</summary>
    public static IEnumerable<V1PersistentVolumeClaim> Claims(V1StatefulSet set, int ordinal)
    {
        foreach (var template in set.Spec.VolumeClaimTemplates ?? [])
        {
            var claim = KubeJson.Clone(template);
            claim.Metadata = new()
            {
                Name = ClaimName(set, template, ordinal),
                NamespaceProperty = set.Metadata.NamespaceProperty,
                Annotations = template.Metadata.Annotations,
                Labels = MergeLabels(template.Metadata.Labels, set.Spec.Selector?.MatchLabels),
            };
            claim.Status = null;
            yield return claim;
        }
    }

    public static string ClaimName(V1StatefulSet set, V1PersistentVolumeClaim template, int ordinal) =>
        $"{template.Metadata.Name}-{set.Metadata.Name}-{ordinal}";

    /// <summary>Ready, and not on its way out.</summary>
    public static bool IsHealthy(V1Pod pod) => pod.Status?.Phase == "Running" && pod.IsReady() && !pod.IsDeleting();

    private static void Identify(V1StatefulSet set, V1Pod pod, int ordinal)
    {
        var name = $"{set.Metadata.Name}-{ordinal}";
        pod.Metadata.Name = name;
        pod.Metadata.NamespaceProperty = set.Metadata.NamespaceProperty;
        var labels = pod.Metadata.Labels ?? new Dictionary<string, string>();
        labels[PodNameLabel] = name;
        labels[IndexLabel] = ordinal.ToString(CultureInfo.InvariantCulture);
        pod.Metadata.Labels = labels;
        var templates = set.Spec.VolumeClaimTemplates ?? [];
        if (templates.Count == 0)
            return;
        var claimed = templates.Select(template => template.Metadata.Name).ToHashSet();
        pod.Spec.Volumes =
        [
            .. templates.Select(template => new V1Volume
            {
                Name = template.Metadata.Name,
                PersistentVolumeClaim = new() { ClaimName = ClaimName(set, template, ordinal) },
            }),
            .. (pod.Spec.Volumes ?? []).Where(volume => !claimed.Contains(volume.Name)),
        ];
    }

    private static Dictionary<string, string> MergeLabels(IDictionary<string, string>? own, IDictionary<string, string>? selector)
    {
        var merged = new Dictionary<string, string>(own ?? new Dictionary<string, string>());
        foreach (var (key, value) in selector ?? new Dictionary<string, string>())
            merged[key] = value;
        return merged;
    }
}

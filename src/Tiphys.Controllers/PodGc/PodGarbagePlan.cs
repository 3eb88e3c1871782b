using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Pods;

namespace Tiphys.Controllers.PodGc;

/// <summary>Which pods nobody will ever clean up but us. Pure.</summary>
internal static class PodGarbagePlan
{
    /// <summary>Ended pods beyond the threshold, oldest first.</summary>
    public static IEnumerable<V1Pod> Surplus(IEnumerable<V1Pod> pods, int threshold)
    {
        if (threshold <= 0)
            return [];
        var ended = pods.Where(pod => pod.IsEnded() && !pod.IsDeleting()).ToArray();
        return ended.OrderBy(pod => pod.Metadata.CreationTimestamp).ThenBy(pod => pod.Metadata.Name, StringComparer.Ordinal)
            .Take(Math.Max(0, ended.Length - threshold));
    }

    /// <summary>Pods on nodes that are gone.</summary>
    /// <param name="isGone">True once the node has been missing long enough.</param>
    public static IEnumerable<V1Pod> Stranded(IEnumerable<V1Pod> pods, Func<string, bool> isGone) =>
        pods.Where(pod => !string.IsNullOrEmpty(pod.Spec.NodeName) && isGone(pod.Spec.NodeName));

    /// <summary>Pods that were deleted before they had a node: no node agent will confirm it.</summary>
    public static IEnumerable<V1Pod> NeverStarted(IEnumerable<V1Pod> pods) => pods.Where(pod => pod.IsDeleting() && string.IsNullOrEmpty(pod.Spec.NodeName));

    /// <summary>Terminating pods on nodes that an operator has declared out of service.</summary>
    public static IEnumerable<V1Pod> OutOfService(IEnumerable<V1Pod> pods, Func<string, V1Node?> nodeOf) =>
        pods.Where(pod => pod.IsDeleting() && nodeOf(pod.Spec.NodeName ?? "") is { } node
            && node.Spec?.Taints?.Any(taint => taint.Key == "node.kubernetes.io/out-of-service") == true
            && node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) != true);
}

using System.Globalization;
using k8s.Models;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.Pods;

/// <summary>Which of an owner's surplus pods go first: the least useful.</summary>
/// <remarks>
/// Unassigned, then pending, then unready, then by the deletion-cost annotation, then those on the node with more of the owner's pods,
/// then ready for a shorter time, then restarted more, then younger. Upstream: ReplicaSet, "Pod deletion cost" and scaling down.
/// </remarks>
internal sealed class PodDeletionOrder : IComparer<V1Pod>
{
    private const string CostAnnotation = "controller.kubernetes.io/pod-deletion-cost";
    private readonly Dictionary<string, int> _perNode;

    /// <param name="related">The pods whose spread over the nodes counts: those of the owner and of its siblings.</param>
    public PodDeletionOrder(IEnumerable<V1Pod> related) =>
        _perNode = related.Where(pod => pod.IsActive() && pod.Spec.NodeName is { Length: > 0 })
            .GroupBy(pod => pod.Spec.NodeName)
            .ToDictionary(group => group.Key, group => group.Count());

    public int Compare(V1Pod? x, V1Pod? y)
    {
        if (x is null || y is null)
            return 0;
        int order;
        if ((order = Assigned(x).CompareTo(Assigned(y))) != 0)
            return order;
        if ((order = Phase(x).CompareTo(Phase(y))) != 0)
            return order;
        if ((order = x.IsReady().CompareTo(y.IsReady())) != 0)
            return order;
        if ((order = Cost(x).CompareTo(Cost(y))) != 0)
            return order;
        if ((order = Neighbours(y).CompareTo(Neighbours(x))) != 0)
            return order;
        if (x.IsReady() && (order = ReadySince(y).CompareTo(ReadySince(x))) != 0)
            return order;
        if ((order = y.Restarts().CompareTo(x.Restarts())) != 0)
            return order;
        return (y.Metadata.CreationTimestamp ?? default).CompareTo(x.Metadata.CreationTimestamp ?? default);
    }

    private static bool Assigned(V1Pod pod) => !string.IsNullOrEmpty(pod.Spec.NodeName);

    private static int Phase(V1Pod pod) => pod.Status?.Phase switch
    {
        "Pending" or null => 0,
        "Unknown" => 1,
        _ => 2,
    };

    private static int Cost(V1Pod pod) =>
        int.TryParse(pod.Annotation(CostAnnotation), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cost) ? cost : 0;

    private static DateTime ReadySince(V1Pod pod) => pod.Condition("Ready")?.LastTransitionTime ?? default;

    private int Neighbours(V1Pod pod) => _perNode.GetValueOrDefault(pod.Spec.NodeName ?? "");
}

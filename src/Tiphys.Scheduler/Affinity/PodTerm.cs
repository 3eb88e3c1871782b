using Tiphys.Client.Selectors;
using Tiphys.Scheduler.Pods;

namespace Tiphys.Scheduler.Affinity;

/// <summary>Which pods an affinity term or spread constraint speaks of.</summary>
/// <param name="Key">Equal for equal terms.</param>
/// <param name="InNamespace">Says whether pods of a namespace are meant.</param>
/// <param name="Labels">What the pods' labels must match.</param>
/// <param name="OwnerUid">If set, the pods of this controller, whatever their labels.</param>
internal sealed record PodTerm(string Key, Func<string, bool> InNamespace, LabelMatcher Labels, string? OwnerUid = null)
{
    public bool Matches(PodClass pod) => InNamespace(pod.Namespace) && (OwnerUid is null ? Labels.Matches(pod.Labels) : OwnerUid == pod.OwnerUid);
}

using k8s.Models;

namespace Tiphys.Controllers.Namespaces;

/// <summary>Says in a namespace's conditions why it is not gone yet.</summary>
internal static class NamespaceConditions
{
    public static IList<V1NamespaceCondition> Update(IList<V1NamespaceCondition>? present, SweepResult found, DateTime now)
    {
        var remaining = found.Remaining.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key} has {pair.Value} resource instances");
        var finalizers = found.Finalizers.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key} in {pair.Value} resource instances");
        return
        [
            Make(
                "NamespaceDeletionDiscoveryFailure", found.DiscoveryErrors.Count == 0 ? null : string.Join(", ", found.DiscoveryErrors.Order(StringComparer.Ordinal)),
                "DiscoveryFailed", "ResourcesDiscovered", "All resources successfully discovered"),
            Make(
                "NamespaceDeletionGroupVersionParsingFailure", null,
                "GroupVersionParsingFailed", "ParsedGroupVersions", "All legacy kube types successfully parsed"),
            Make(
                "NamespaceDeletionContentFailure", found.ContentErrors.Count == 0 ? null : string.Join(", ", found.ContentErrors),
                "ContentDeletionFailed", "ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
            Make(
                "NamespaceContentRemaining", found.Remaining.Count == 0 ? null : $"Some resources are remaining: {string.Join(", ", remaining)}",
                "SomeResourcesRemain", "ContentRemoved", "All content successfully removed"),
            Make(
                "NamespaceFinalizersRemaining", found.Finalizers.Count == 0 ? null : $"Some content in the namespace has finalizers remaining: {string.Join(", ", finalizers)}",
                "SomeFinalizersRemain", "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
        ];

        V1NamespaceCondition Make(string type, string? trouble, string badReason, string goodReason, string goodMessage)
        {
            var status = trouble is null ? "False" : "True";
            var before = present?.FirstOrDefault(condition => condition.Type == type);
            return new()
            {
                Type = type,
                Status = status,
                Reason = trouble is null ? goodReason : badReason,
                Message = trouble ?? goodMessage,
                LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
            };
        }
    }
}

using k8s.Models;

namespace Tiphys.Node.Pods;

/// <summary>A pod's quality-of-service class, from the requests and limits of its containers (kubernetes.io/docs: Pod Quality of Service Classes).</summary>
internal static class PodQos
{
    public const string Guaranteed = "Guaranteed";
    public const string Burstable = "Burstable";
    public const string BestEffort = "BestEffort";
    private static readonly string[] Counted = ["cpu", "memory"];

    public static string ClassOf(V1Pod pod)
    {
        if (!string.IsNullOrEmpty(pod.Status?.QosClass))
            return pod.Status.QosClass;
        var all = pod.Spec.Resources is { } whole && Names(whole).Any()
            ? [whole]
            : pod.InitContainers().Concat(pod.Spec.Containers).Select(container => container.Resources).ToArray();
        if (!all.Any(resources => Names(resources).Any()))
            return BestEffort;
        return all.All(IsFixed) ? Guaranteed : Burstable;
    }

    private static IEnumerable<string> Names(V1ResourceRequirements? resources) =>
        Counted.Where(name => ResourceAmounts.Has(resources?.Requests, name) || ResourceAmounts.Has(resources?.Limits, name));

    /// <summary>Limits for both, and requests, where given, equal to them.</summary>
    private static bool IsFixed(V1ResourceRequirements? resources) => Counted.All(name =>
        ResourceAmounts.Has(resources?.Limits, name)
        && (!ResourceAmounts.Has(resources?.Requests, name) || ResourceAmounts.Of(resources!.Requests, name) == ResourceAmounts.Of(resources.Limits, name)));
}

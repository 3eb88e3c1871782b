using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Selectors;
using Tiphys.Controllers.Pods;

namespace Tiphys.Controllers.EndpointSlices;

/// <summary>Which services a pod's change concerns, and which change of a pod concerns any.</summary>
internal static class ServicePods
{
    /// <summary>The services that select the pod, as it is or as it was.</summary>
    public static IEnumerable<ObjectKey> ServicesOf(ObjectCache<V1Service> services, InformerChange<V1Pod> change)
    {
        if (change is { IsAddition: false, IsDeletion: false } && Same(change.Before!, change.After))
            yield break;
        foreach (var service in services.List(change.Current.Metadata.NamespaceProperty))
        {
            var selector = LabelMatcher.OfMap(service.Spec.Selector);
            if (selector.Matches(change.Current.Metadata.Labels) || (change.Before is { } before && selector.Matches(before.Metadata.Labels)))
                yield return service.Key();
        }
    }

    /// <summary>The pods of a service that have an address and have not ended.</summary>
    public static IEnumerable<V1Pod> Reachable(V1Service service, ObjectCache<V1Pod> pods)
    {
        var selector = LabelMatcher.OfMap(service.Spec.Selector);
        return pods.List(service.Metadata.NamespaceProperty)
            .Where(pod => selector.Matches(pod.Metadata.Labels) && !pod.IsEnded() && !string.IsNullOrEmpty(pod.Status?.PodIP));
    }

    /// <summary>The number behind a service port on one pod; null if the pod has no port of that name.</summary>
    public static int? TargetPort(V1ServicePort port, V1Pod pod)
    {
        var target = port.TargetPort?.Value;
        if (string.IsNullOrEmpty(target) || target == "0")
            return port.Port;
        if (int.TryParse(target, out var number))
            return number;
        var protocol = port.Protocol ?? "TCP";
        var sidecars = (pod.Spec.InitContainers ?? []).Where(container => container.RestartPolicy == "Always");
        return pod.Spec.Containers.Concat(sidecars)
            .SelectMany(container => container.Ports ?? [])
            .FirstOrDefault(candidate => candidate.Name == target && (candidate.Protocol ?? "TCP") == protocol)?.ContainerPort;
    }

    private static bool Same(V1Pod before, V1Pod after) =>
        before.Status?.PodIP == after.Status?.PodIP
        && (before.Status?.PodIPs?.Count ?? 0) == (after.Status?.PodIPs?.Count ?? 0)
        && before.IsReady() == after.IsReady()
        && before.IsEnded() == after.IsEnded()
        && before.IsDeleting() == after.IsDeleting()
        && before.Spec.NodeName == after.Spec.NodeName
        && SameLabels(before.Metadata.Labels, after.Metadata.Labels);

    private static bool SameLabels(IDictionary<string, string>? left, IDictionary<string, string>? right) =>
        (left?.Count ?? 0) == (right?.Count ?? 0)
        && (left is null || left.All(pair => right!.TryGetValue(pair.Key, out var value) && value == pair.Value));
}

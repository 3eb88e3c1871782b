using System.Collections.Concurrent;

namespace Tiphys.Node.Pods.Containers;

/// <summary>
/// The resources running containers were last given: what was noted at their creation, or what an in-place resize changed since. CRI has no way to
/// change a container's annotations, so resizes are remembered here; after a restart of the node agent a resized container is resized once
/// more, to the same values.
/// </summary>
internal static class AppliedResources
{
    private static readonly ConcurrentDictionary<string, string> Resized = new();

    public static string Of(RuntimeContainer running) =>
        Resized.TryGetValue(running.Id, out var changed) ? changed : running.Annotation(ContainerAnnotations.Resources);

    public static void Set(string containerId, string described) => Resized[containerId] = described;

    public static void Forget(string containerId) => Resized.TryRemove(containerId, out _);
}

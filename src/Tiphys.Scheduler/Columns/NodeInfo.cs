using k8s.Models;

namespace Tiphys.Scheduler.Columns;

/// <summary>What of a node changes seldom. Replaced as a whole when the node's labels, taints or images change.</summary>
internal sealed class NodeInfo(V1Node node)
{
    private static readonly V1Taint UnschedulableTaint = new() { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" };

    public string Name { get; } = node.Metadata.Name;

    public IDictionary<string, string> Labels { get; } = node.Metadata.Labels ?? new Dictionary<string, string>();

    public IReadOnlyList<V1Taint> Taints { get; } = [.. node.Spec?.Taints ?? []];

    public bool IsUnschedulable { get; } = node.Spec?.Unschedulable == true;

    /// <summary>Bytes of each image on the node, by each of its names.</summary>
    public IReadOnlyDictionary<string, long> Images { get; } = ImagesOf(node);

    /// <summary>The taint that stands for <c>spec.unschedulable</c> and can be tolerated like any other.</summary>
    public static V1Taint Cordon => UnschedulableTaint;

    /// <summary>True if the other says the same in everything that decides where pods may go.</summary>
    public bool SamePlacement(NodeInfo other) => IsUnschedulable == other.IsUnschedulable
        && Labels.Count == other.Labels.Count
        && Labels.All(pair => other.Labels.TryGetValue(pair.Key, out var value) && value == pair.Value)
        && Taints.Count == other.Taints.Count
        && Taints.Zip(other.Taints).All(pair => pair.First.Key == pair.Second.Key && pair.First.Value == pair.Second.Value && pair.First.Effect == pair.Second.Effect);

    private static Dictionary<string, long> ImagesOf(V1Node node)
    {
        var images = new Dictionary<string, long>();
        foreach (var image in node.Status?.Images ?? [])
        {
            foreach (var name in image.Names ?? [])
                images[name] = image.SizeBytes ?? 0;
        }

        return images;
    }
}

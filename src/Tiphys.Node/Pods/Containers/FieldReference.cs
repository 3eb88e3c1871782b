using k8s.Models;

namespace Tiphys.Node.Pods.Containers;

/// <summary>Values of a pod's own fields for its environment and its downward API files (kubernetes.io/docs: Downward API).</summary>
internal static class FieldReference
{
    /// <param name="path"><c>metadata.labels['app']</c>.</param>
    /// <param name="addresses">The pod's addresses, which its stored status may not show yet.</param>
    /// <param name="nodeAddress">The node's address.</param>
    /// <exception cref="ContainerConfigException">There is no such field.</exception>
    public static string Read(V1Pod pod, string path, IReadOnlyList<string> addresses, string nodeAddress) => path switch
    {
        "metadata.name" => pod.Metadata.Name,
        "metadata.namespace" => pod.Metadata.NamespaceProperty,
        "metadata.uid" => pod.Metadata.Uid,
        "metadata.labels" => Lines(pod.Metadata.Labels),
        "metadata.annotations" => Lines(pod.Metadata.Annotations),
        "spec.nodeName" => pod.Spec.NodeName,
        "spec.serviceAccountName" => pod.Spec.ServiceAccountName ?? "default",
        "status.hostIP" or "status.hostIPs" => nodeAddress,
        "status.podIP" => addresses.FirstOrDefault() ?? "",
        "status.podIPs" => string.Join(",", addresses),
        _ => Subscript(path, "metadata.labels", pod.Metadata.Labels)
            ?? Subscript(path, "metadata.annotations", pod.Metadata.Annotations)
            ?? throw ContainerConfigException.Config($"field path \"{path}\" is not supported"),
    };

    private static string? Subscript(string path, string field, IDictionary<string, string>? values)
    {
        if (!path.StartsWith(field + "['", StringComparison.Ordinal) || !path.EndsWith("']", StringComparison.Ordinal))
            return null;
        return values is not null && values.TryGetValue(path[(field.Length + 2)..^2], out var value) ? value : "";
    }

    /// <summary>A line <c>key="value"</c> for each, sorted, as the downward API's files have it.</summary>
    private static string Lines(IDictionary<string, string>? values) => values is null
        ? ""
        : string.Join("\n", values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={Quote(pair.Value)}"));

    private static string Quote(string value) =>
        "\"" + value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t") + "\"";
}

using System.Globalization;
using k8s.Models;

namespace Tiphys.Node.Pods.Containers;

/// <summary>A container's requests and limits as values for environment and downward API files. A limit that is not set is the node's allocatable.</summary>
internal static class ResourceReference
{
    /// <param name="container">The container whose resources are meant.</param>
    /// <param name="resource"><c>limits.cpu</c>, <c>requests.memory</c> ...</param>
    /// <param name="divisor">The unit; null or zero for 1. Results are rounded up.</param>
    /// <param name="allocatable">What the node has to give.</param>
    /// <exception cref="ContainerConfigException">There is no such resource.</exception>
    public static string Read(V1Container container, string resource, ResourceQuantity? divisor, IDictionary<string, ResourceQuantity> allocatable)
    {
        var name = resource[(resource.IndexOf('.') + 1)..];
        var amount = resource.StartsWith("limits.", StringComparison.Ordinal) ? container.Resources?.Limits
            : resource.StartsWith("requests.", StringComparison.Ordinal) ? container.Resources?.Requests
            : throw ContainerConfigException.Config($"unsupported container resource : {resource}");
        var value = ResourceAmounts.Of(amount, name);
        if (value == 0 && resource[0] == 'l' && name is "cpu" or "memory" or "ephemeral-storage")
            value = ResourceAmounts.Of(allocatable, name);
        var unit = divisor?.ToDecimal() is { } set and > 0 ? set : 1;
        return Math.Ceiling(value / unit).ToString("0", CultureInfo.InvariantCulture);
    }
}

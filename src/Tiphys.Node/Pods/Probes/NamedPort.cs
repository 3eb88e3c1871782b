using System.Globalization;
using k8s.Models;

namespace Tiphys.Node.Pods.Probes;

/// <summary>Resolves a port that may be a number or the name of one of the container's ports.</summary>
internal static class NamedPort
{
    /// <returns>0 if there is no such port.</returns>
    public static int Resolve(string? port, V1Container container)
    {
        if (int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        return container.Ports?.FirstOrDefault(candidate => candidate.Name == port)?.ContainerPort ?? 0;
    }
}

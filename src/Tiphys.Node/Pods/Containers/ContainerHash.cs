using System.Security.Cryptography;
using System.Text;
using k8s.Models;

namespace Tiphys.Node.Pods.Containers;

/// <summary>
/// Tells whether a running container still is what the spec asks for. Of all fields only the image may change in a running pod
/// (resources are changed in place), so only name and image count.
/// </summary>
internal static class ContainerHash
{
    public static string Of(V1Container container) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{container.Name}\0{container.Image}")).AsSpan(0, 8));
}

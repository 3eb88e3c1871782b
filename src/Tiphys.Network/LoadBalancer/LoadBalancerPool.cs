using System.Net;
using k8s.Models;

namespace Tiphys.Network.LoadBalancer;

/// <summary>Decides which address a Service of type LoadBalancer has; pure.</summary>
internal sealed class LoadBalancerPool(IPNetwork range)
{
    /// <summary>The address for a service: the one it has, the one it asks for, or the lowest that is free.</summary>
    /// <param name="taken">Addresses of other services.</param>
    /// <returns>Null if the service should have none, or none is left.</returns>
    public IPAddress? AddressFor(V1Service service, IReadOnlySet<IPAddress> taken)
    {
        if (!IsOurs(service))
            return null;
        if (AddressOf(service) is { } held && !taken.Contains(held))
            return held;
        if (IPAddress.TryParse(service.Spec.LoadBalancerIP, out var wanted) && range.Contains(wanted))
            return taken.Contains(wanted) ? null : wanted;
        return All().FirstOrDefault(address => !taken.Contains(address));
    }

    /// <summary>The pool's address in a service's status; null if it has none.</summary>
    public IPAddress? AddressOf(V1Service service)
    {
        foreach (var ingress in service.Status?.LoadBalancer?.Ingress ?? [])
        {
            if (IPAddress.TryParse(ingress.Ip, out var address) && range.Contains(address))
                return address;
        }

        return null;
    }

    /// <summary>Services that name a class are another implementation's.</summary>
    public static bool IsOurs(V1Service service) =>
        service.Spec is { Type: "LoadBalancer" } spec && string.IsNullOrEmpty(spec.LoadBalancerClass) && service.Metadata.DeletionTimestamp is null;

    private IEnumerable<IPAddress> All()
    {
        byte[] bytes = range.BaseAddress.GetAddressBytes();
        for (int i = 1; i < 1 << Math.Min(16, bytes.Length * 8 - range.PrefixLength); i++)
        {
            byte[] next = [.. bytes];
            next[^1] += (byte)i;
            next[^2] += (byte)(i >> 8);
            yield return new IPAddress(next);
        }
    }
}

using k8s.Models;

namespace Tiphys.Node.Pods.Containers;

/// <summary>The variables that tell a container of services (kubernetes.io/docs: Service, Environment variables).</summary>
internal static class ServiceEnvironment
{
    private const string MasterNamespace = "default";
    private const string MasterName = "kubernetes";

    /// <param name="services">All services known.</param>
    /// <param name="podNamespace">The pod's namespace, whose services are told of if the pod wants service links.</param>
    /// <param name="serviceLinks">The pod's enableServiceLinks. The service "kubernetes" is told of in any case.</param>
    public static IEnumerable<KeyValuePair<string, string>> For(IEnumerable<V1Service> services, string podNamespace, bool serviceLinks)
    {
        var chosen = new SortedDictionary<string, V1Service>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            if (string.IsNullOrEmpty(service.Spec.ClusterIP) || service.Spec.ClusterIP == "None")
                continue;
            var isMaster = service.Metadata.NamespaceProperty == MasterNamespace && service.Metadata.Name == MasterName;
            if (isMaster)
                chosen.TryAdd(service.Metadata.Name, service);
            else if (serviceLinks && service.Metadata.NamespaceProperty == podNamespace)
                chosen[service.Metadata.Name] = service;
        }

        return chosen.Values.SelectMany(Variables);
    }

    private static IEnumerable<KeyValuePair<string, string>> Variables(V1Service service)
    {
        if (service.Spec.Ports is not [var first, ..])
            yield break;
        var name = Upper(service.Metadata.Name);
        var address = service.Spec.ClusterIP;
        yield return new($"{name}_SERVICE_HOST", address);
        yield return new($"{name}_SERVICE_PORT", $"{first.Port}");
        foreach (var port in service.Spec.Ports)
        {
            if (!string.IsNullOrEmpty(port.Name))
                yield return new($"{name}_SERVICE_PORT_{Upper(port.Name)}", $"{port.Port}");
        }

        var host = address.Contains(':') ? $"[{address}]" : address;
        yield return new($"{name}_PORT", $"{Protocol(first)}://{host}:{first.Port}");
        foreach (var port in service.Spec.Ports)
        {
            var prefix = $"{name}_PORT_{port.Port}_{Protocol(port).ToUpperInvariant()}";
            yield return new(prefix, $"{Protocol(port)}://{host}:{port.Port}");
            yield return new($"{prefix}_PROTO", Protocol(port));
            yield return new($"{prefix}_PORT", $"{port.Port}");
            yield return new($"{prefix}_ADDR", address);
        }
    }

    private static string Protocol(V1ServicePort port) => (port.Protocol ?? "TCP").ToLowerInvariant();

    private static string Upper(string name) => name.ToUpperInvariant().Replace('-', '_');
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Warnings of ports that stand in each other's way within a pod.</summary>
internal sealed class ContainerPortWarnings(List<string> warnings)
{
    /// <summary>So many ports are compared with one another, and so many warnings told; an answer has room for far fewer.</summary>
    private const int Most = 1_000;

    public void Add((DocObject Container, FieldPath Path)[] containers)
    {
        var ports = containers.SelectMany(Ports).ToArray();
        for (var i = 0; i < ports.Length; i++)
        {
            if (ports[i] is { HostIp.Length: > 0, HostPort: 0 } port)
            {
                warnings.Add(
                    $"{port.Path}: hostIP set without hostPort: {{Name:{port.Name} HostPort:0 ContainerPort:{port.Number} Protocol:{port.Protocol} HostIP:{port.HostIp}}}");
            }

            for (var before = 0; before < i && i < Most && warnings.Count < Most; before++)
                Compare(ports[i], ports[before]);
        }

        AddNames(ports);
    }

    private static IEnumerable<PlacedPort> Ports((DocObject Container, FieldPath Path) place)
    {
        var index = 0;
        foreach (var port in place.Container.ObjectsOf("ports"))
        {
            yield return new(
                place.Path.Child("ports").Index(index++),
                port.GetString("name") ?? "",
                port.GetInt64("containerPort") ?? 0,
                port.GetString("protocol") ?? "",
                port.GetInt64("hostPort") ?? 0,
                port.GetString("hostIP") ?? "");
        }
    }

    private void Compare(PlacedPort port, PlacedPort other)
    {
        if (port.Number != other.Number || port.Protocol != other.Protocol)
            return;
        if (port.HostIp == other.HostIp && port.HostPort == other.HostPort)
            warnings.Add($"{port.Path}: duplicate port definition with {other.Path}");
        else if (port.HostPort == 0 || other.HostPort == 0)
            warnings.Add($"{port.Path}: overlapping port definition with {other.Path}");
        else if (port.HostPort == other.HostPort && (port.HostIp.Length == 0) != (other.HostIp.Length == 0))
            warnings.Add($"{port.Path}: dangerously ambiguous port definition with {other.Path}");
    }

    private void AddNames(PlacedPort[] ports)
    {
        var first = new Dictionary<string, FieldPath>();
        foreach (var port in ports.Where(port => port.Name.Length > 0))
        {
            if (!first.TryAdd(port.Name, port.Path))
            {
                warnings.Add(
                    $"{port.Path}: duplicate port name \"{port.Name}\" with {first[port.Name]}, services and probes that select ports by name will use {first[port.Name]}");
            }
        }
    }

    private sealed record PlacedPort(FieldPath Path, string Name, long Number, string Protocol, long HostPort, string HostIp);
}

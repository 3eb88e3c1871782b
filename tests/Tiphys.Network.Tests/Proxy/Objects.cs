using k8s.Models;
using Tiphys.Network.Tests.Lab;

namespace Tiphys.Network.Tests.Proxy;

/// <summary>Services and their endpoints for tests, said briefly.</summary>
public static class Objects
{
    public static V1Service Service(string address, Action<V1ServiceSpec>? change = null, string protocol = "TCP", int nodePort = 0)
    {
        var port = new V1ServicePort { Port = 80, Protocol = protocol, NodePort = nodePort == 0 ? null : nodePort };
        var service = new V1Service
        {
            Metadata = new V1ObjectMeta { Name = "web", NamespaceProperty = "default" },
            Spec = new V1ServiceSpec
            {
                ClusterIP = address,
                ClusterIPs = [address],
                Type = nodePort == 0 ? "ClusterIP" : "NodePort",
                Ports = [port],
            },
        };
        change?.Invoke(service.Spec);
        return service;
    }

    public static V1EndpointSlice Slice(params V1Endpoint[] endpoints) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "web-1",
            NamespaceProperty = "default",
            Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = "web" },
        },
        AddressType = "IPv4",
        Ports = [new Discoveryv1EndpointPort { Port = PodLab.Port, Name = "" }],
        Endpoints = endpoints,
    };

    public static V1Endpoint Endpoint(
        string address, string node = "node-1", bool ready = true, bool serving = true, bool terminating = false, string? zone = null) => new()
        {
            Addresses = [address],
            NodeName = node,
            Conditions = new V1EndpointConditions { Ready = ready, Serving = serving, Terminating = terminating },
            Hints = zone is null ? null : new V1EndpointHints { ForZones = [new V1ForZone { Name = zone }] },
        };

    public static V1EndpointSlice SliceOf(IEnumerable<PodLab> pods) => Slice([.. pods.Select(pod => Endpoint(pod.Address))]);
}

using System.Net;
using System.Net.Sockets;
using k8s.Models;
using Tiphys.Controllers.EndpointSlices;

namespace Tiphys.Controllers.EndpointMirroring;

/// <summary>What an Endpoints object, written by hand, says in terms of slices. Pure.</summary>
internal static class MirrorPlan
{
    private const int MostPerSubset = 1000;

    public static IReadOnlyList<DesiredEndpoints> Desired(V1Endpoints endpoints)
    {
        var desired = new List<DesiredEndpoints>();
        foreach (var subset in endpoints.Subsets ?? [])
        {
            var ports = (subset.Ports ?? []).Select(port => new Discoveryv1EndpointPort
            {
                Name = port.Name ?? "",
                Port = port.Port,
                Protocol = port.Protocol ?? "TCP",
                AppProtocol = port.AppProtocol,
            }).ToList();
            var all = (subset.Addresses ?? []).Select(address => (address, Ready: true))
                .Concat((subset.NotReadyAddresses ?? []).Select(address => (address, Ready: false)))
                .Take(MostPerSubset);
            foreach (var family in all.GroupBy(item => FamilyOf(item.address.Ip)).Where(group => group.Key is not null))
                desired.Add(new(family.Key!, ports, [.. family.Select(item => Endpoint(item.address, item.Ready))]));
        }

        return [.. desired.GroupBy(group => group.Key).Select(Merge)];
    }

    private static DesiredEndpoints Merge(IGrouping<string, DesiredEndpoints> group)
    {
        var first = group.First();
        return first with { Endpoints = [.. group.SelectMany(item => item.Endpoints).DistinctBy(endpoint => endpoint.Addresses[0])] };
    }

    private static string? FamilyOf(string ip) => IPAddress.TryParse(ip, out var address)
        ? address.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4"
        : null;

    private static V1Endpoint Endpoint(V1EndpointAddress address, bool ready) => new()
    {
        Addresses = [address.Ip],
        Conditions = new() { Ready = ready },
        Hostname = string.IsNullOrEmpty(address.Hostname) ? null : address.Hostname,
        NodeName = address.NodeName,
        TargetRef = address.TargetRef,
    };
}

using System.Net;
using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Transport;
using Tiphys.Primitives.Retries;

namespace Tiphys.Network.Dns;

/// <summary>The objects that lead pods to the server: the Service <c>kube-dns</c>, without a selector, and its EndpointSlice.</summary>
public sealed class KubeDnsObjects(KubeClient client, DnsOptions options, TimeProvider time)
{
    private const string Namespace = "kube-system";
    private const string Name = "kube-dns";

    private static Dictionary<string, string> Labels => new()
    {
        ["k8s-app"] = Name,
        ["kubernetes.io/cluster-service"] = "true",
        ["kubernetes.io/name"] = "CoreDNS",
    };

    /// <summary>Makes them if they are missing, and points the slice at the server. Idempotent; tries until it succeeds: at a first start the
    /// namespace appears a moment later.</summary>
    /// <param name="server">Where the server listens.</param>
    public async Task EnsureAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(new BackoffPolicy { First = TimeSpan.FromMilliseconds(50), Longest = TimeSpan.FromSeconds(10) });
        while (true)
        {
            try
            {
                await TryEnsureAsync(server, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception failure) when (failure is ApiException or ApiUnreachableException)
            {
                await Task.Delay(backoff.Next(), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task TryEnsureAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        await CreateAsync(Service(), cancellationToken).ConfigureAwait(false);
        var slices = client.For<V1EndpointSlice>();
        var wanted = Slice(server);
        if (await CreateAsync(wanted, cancellationToken).ConfigureAwait(false))
            return;
        var there = await slices.GetAsync(Namespace, wanted.Metadata.Name, cancellationToken).ConfigureAwait(false);
        wanted.Metadata.ResourceVersion = there.Metadata.ResourceVersion;
        await slices.UpdateAsync(wanted, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> CreateAsync<T>(T wanted, CancellationToken cancellationToken)
        where T : class, k8s.IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            await client.For<T>().CreateAsync(wanted, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ApiException conflict) when (conflict.Code == 409)
        {
            return false;
        }
    }

    private V1Service Service() => new()
    {
        Metadata = new V1ObjectMeta { Name = Name, NamespaceProperty = Namespace, Labels = Labels },
        Spec = new V1ServiceSpec
        {
            ClusterIP = options.ServiceAddress.ToString(),
            Ports =
            [
                new V1ServicePort { Name = "dns", Port = 53, Protocol = "UDP", TargetPort = 53 },
                new V1ServicePort { Name = "dns-tcp", Port = 53, Protocol = "TCP", TargetPort = 53 },
            ],
        },
    };

    private static V1EndpointSlice Slice(IPEndPoint server) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"{Name}-tiphys",
            NamespaceProperty = Namespace,
            Labels = new Dictionary<string, string>
            {
                ["kubernetes.io/service-name"] = Name,
                ["endpointslice.kubernetes.io/managed-by"] = "tiphys-dns",
            },
        },
        AddressType = "IPv4",
        Ports =
        [
            new Discoveryv1EndpointPort { Name = "dns", Port = server.Port, Protocol = "UDP" },
            new Discoveryv1EndpointPort { Name = "dns-tcp", Port = server.Port, Protocol = "TCP" },
        ],
        Endpoints = [new V1Endpoint { Addresses = [server.Address.ToString()], Conditions = new V1EndpointConditions { Ready = true } }],
    };
}

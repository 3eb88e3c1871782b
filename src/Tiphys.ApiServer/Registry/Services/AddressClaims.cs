using System.Net;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.WatchCache;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Registry.Services;

/// <summary>
/// Claims service addresses with IPAddress objects, as upstream does: the object's name is the address, so the store itself keeps two services from
/// having the same one, whoever writes them.
/// </summary>
internal sealed class AddressClaims(ServiceNetwork network, ObjectCache cache, TimeProvider time)
{
    public static readonly GroupResource Addresses = new("networking.k8s.io", "ipaddresses");
    private readonly AddressPool _pool = new(network.Cidr);

    public AddressPool Pool => _pool;

    /// <summary>A free address. Another writer may take it before the commit; then the plan is made anew.</summary>
    public string Pick() => _pool.Pick(IsTaken)?.ToString() ?? throw ApiException.Internal("failed to allocate a serviceIP: range is full");

    /// <exception cref="ApiException">422: the address is not in the range or another service has it.</exception>
    public void EnsureFree(WriteRequest request, string address)
    {
        if (!IPAddress.TryParse(address, out var parsed) || !_pool.Contains(parsed))
            throw Refused(request, address, $"failed to allocate IP {address}: the provided IP ({address}) is not in the valid range. The range of valid IPs is {network.Cidr}");
        if (IsTaken(parsed.ToString()))
            throw Refused(request, address, $"failed to allocate IP {address}: provided IP is already allocated");
    }

    /// <summary>The write that takes the address for a service.</summary>
    public StoreWrite Take(string address, string ns, string service)
    {
        var document = new DocObject
        {
            { "kind", "IPAddress" },
            { "apiVersion", "networking.k8s.io/v1" },
            { "metadata", Metadata(address) },
            {
                "spec", new DocObject
                {
                    { "parentRef", new DocObject { { "resource", "services" }, { "namespace", ns }, { "name", service } } },
                }
            },
        };
        return ObjectStore.Write(Addresses, "", address, StoredDocument.Encode(document), 0);
    }

    /// <summary>The write that gives the address back; null if nobody holds it.</summary>
    public StoreWrite? Release(string address) =>
        cache.For(Addresses).Snapshot.Index.TryGet(address, out var entry) ? ObjectStore.Write(Addresses, "", address, null, entry.Revision) : null;

    private bool IsTaken(string address) => cache.For(Addresses).Snapshot.Index.TryGet(address, out _);

    private DocObject Metadata(string address) => new()
    {
        { "name", address },
        { "uid", Guid.NewGuid().ToString() },
        { "generation", 1 },
        { "creationTimestamp", ObjectMeta.Timestamp(time.GetUtcNow()) },
        {
            "labels", new DocObject
            {
                { "ipaddress.kubernetes.io/ip-family", "IPv4" },
                { "ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io" },
            }
        },
    };

    private static ApiException Refused(WriteRequest request, string address, string why) => ApiException.Invalid(
        "",
        "Service",
        request.Name,
        [new("FieldValueInvalid", $"Invalid value: [\"{address}\"]: {why}", "spec.clusterIPs")]);
}

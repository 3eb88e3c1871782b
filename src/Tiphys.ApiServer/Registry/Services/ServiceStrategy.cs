using Tiphys.Api.Documents;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Registry.Services;

/// <summary>Services: addresses and node ports are claimed and given back in the very transaction that stores or removes the service.</summary>
internal sealed class ServiceStrategy(AddressClaims addresses, PortClaims ports) : ResourceStrategy
{
    public override bool ReturnsDeletedObject => true;

    public override bool AllowsCreateOnUpdate => true;

    public override bool HasCompanions => true;

    public override async ValueTask<IReadOnlyList<StoreWrite>> PlanCompanionsAsync(WriteRequest request, DocObject? document, DocObject? old)
    {
        if (request.Subresource.Length > 0 && document is not null)
            return [];
        var writes = new List<StoreWrite>();
        var held = ServiceSpec.Addresses(old?.GetObject("spec")).ToHashSet();
        var heldPorts = ServiceSpec.NodePorts(old?.GetObject("spec")).ToHashSet();
        if (document is not null)
        {
            var spec = ServiceSpec.Of(document);
            ServiceFamilies.Complete(request, spec);
            PlanAddress(request, spec, held, writes);
            await PlanPortsAsync(request, spec, heldPorts, writes).ConfigureAwait(false);
        }

        foreach (var address in held)
        {
            if (addresses.Release(address) is { } release)
                writes.Add(release);
        }

        foreach (var port in heldPorts)
        {
            if (await ports.ReleaseAsync(port, request.Cancellation).ConfigureAwait(false) is { } release)
                writes.Add(release);
        }

        return writes;
    }

    /// <summary>Takes what the service needs out of <paramref name="held"/>, or claims it; what stays in it is given back.</summary>
    private void PlanAddress(WriteRequest request, DocObject spec, HashSet<string> held, List<StoreWrite> writes)
    {
        if (!ServiceSpec.NeedsAddress(spec))
        {
            if (ServiceSpec.IsHeadless(spec))
                SetAddress(spec, "None");
            return;
        }

        // A list of addresses without the first of them is for validation to refuse.
        var wanted = spec.GetString("clusterIP") is { Length: > 0 } one ? one : null;
        if (wanted is null && spec.GetArray("clusterIPs") is { Count: > 0 })
            return;
        if (wanted is not null && held.Remove(wanted))
            return;

        // What is no address is for validation to refuse.
        if (wanted is not null && !System.Net.IPAddress.TryParse(wanted, out _))
            return;
        if (wanted is not null)
            addresses.EnsureFree(request, wanted);
        var address = wanted ?? addresses.Pick();
        writes.Add(addresses.Take(address, request.Namespace, request.Name));
        SetAddress(spec, address);
    }

    private async ValueTask PlanPortsAsync(WriteRequest request, DocObject spec, HashSet<int> held, List<StoreWrite> writes)
    {
        var own = ServiceSpec.NodePorts(spec).ToHashSet();
        var claimed = new HashSet<int>();
        if (ServiceSpec.NeedsNodePorts(spec))
        {
            var list = spec.GetArray("ports")?.Objects().ToList() ?? [];
            for (var i = 0; i < list.Count; i++)
                await PlanPortAsync(request, list[i], "nodePort", $"spec.ports[{i}].nodePort", held, own, claimed, writes).ConfigureAwait(false);
        }

        if (ServiceSpec.NeedsHealthCheckPort(spec))
            await PlanPortAsync(request, spec, "healthCheckNodePort", "spec.healthCheckNodePort", held, own, claimed, writes).ConfigureAwait(false);
    }

    private async ValueTask PlanPortAsync(
        WriteRequest request, DocObject holder, string name, string field, HashSet<int> held, HashSet<int> own, HashSet<int> claimed, List<StoreWrite> writes)
    {
        var wanted = (int)(holder.GetInt64(name) ?? 0);
        if (wanted > 0 && (claimed.Contains(wanted) || held.Remove(wanted)))
        {
            claimed.Add(wanted);
            return;
        }

        if (wanted < 0)
            return;
        if (wanted > 0)
            await ports.EnsureFreeAsync(request, field, wanted, request.Cancellation).ConfigureAwait(false);
        else
            wanted = await ports.PickAsync(own, request.Cancellation).ConfigureAwait(false);
        holder[name] = wanted;
        own.Add(wanted);
        claimed.Add(wanted);
        writes.Add(PortClaims.Take(wanted, request.Namespace, request.Name));
    }

    private static void SetAddress(DocObject spec, string address)
    {
        spec["clusterIP"] = address;
        spec["clusterIPs"] = new DocArray([address]);
    }
}

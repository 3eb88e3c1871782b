using k8s.Models;
using Tiphys.Client.Json;

namespace Tiphys.Controllers.EndpointSlices;

/// <summary>The fewest writes that make a service's slices say what they should.</summary>
internal sealed record SlicePlan(IReadOnlyList<V1EndpointSlice> Create, IReadOnlyList<V1EndpointSlice> Update, IReadOnlyList<V1EndpointSlice> Delete)
{
    public const int MostEndpoints = 100;

    /// <param name="present">The slices that are ours.</param>
    /// <param name="dress">Puts on a slice, new or present, the labels and owner it must have; the same instance if it has them.</param>
    public static SlicePlan Decide(
        IReadOnlyList<DesiredEndpoints> desired, IReadOnlyList<V1EndpointSlice> present, Func<V1EndpointSlice, V1EndpointSlice> dress)
    {
        var create = new List<V1EndpointSlice>();
        var update = new List<V1EndpointSlice>();
        var delete = new List<V1EndpointSlice>();
        var byKey = present.ToLookup(slice => DesiredEndpoints.KeyOf(slice.AddressType, slice.Ports));
        var used = new HashSet<string>();
        foreach (var group in desired)
        {
            var slices = byKey[group.Key].OrderBy(slice => slice.Metadata.Name, StringComparer.Ordinal).ToArray();
            foreach (var slice in slices)
                used.Add(slice.Metadata.Name);
            Fill(group, slices, dress, create, update, delete);
        }

        delete.AddRange(present.Where(slice => !used.Contains(slice.Metadata.Name)));
        Reuse(create, update, delete, dress);
        return new(create, update, delete);
    }

    private static void Fill(
        DesiredEndpoints group,
        V1EndpointSlice[] slices,
        Func<V1EndpointSlice, V1EndpointSlice> dress,
        List<V1EndpointSlice> create,
        List<V1EndpointSlice> update,
        List<V1EndpointSlice> delete)
    {
        var wanted = group.Endpoints.ToDictionary(IdOf);
        var kept = slices.Select(slice => KeepIn(slice, wanted)).ToArray();
        var rest = new Queue<V1Endpoint>(wanted.Values);
        for (var i = 0; i < slices.Length; i++)
        {
            while (rest.Count > 0 && kept[i].Count < MostEndpoints)
                kept[i].Add(rest.Dequeue());
        }

        var needOne = true;
        for (var i = 0; i < slices.Length; i++)
        {
            // One empty slice stays: it says that the service has no endpoints, which is not the same as not having been looked at.
            if (kept[i].Count == 0 && (rest.Count > 0 || !needOne || kept.Skip(i + 1).Any(list => list.Count > 0)))
            {
                delete.Add(slices[i]);
                continue;
            }

            needOne = false;
            var made = dress(slices[i] with { Endpoints = kept[i] });
            if (!KubeJson.Write(made).AsSpan().SequenceEqual(KubeJson.Write(slices[i])))
                update.Add(made);
        }

        while (rest.Count > 0 || needOne)
        {
            needOne = false;
            var part = new List<V1Endpoint>();
            while (rest.Count > 0 && part.Count < MostEndpoints)
                part.Add(rest.Dequeue());
            create.Add(dress(new() { AddressType = group.AddressType, Ports = [.. group.Ports], Endpoints = part, Metadata = new() }));
        }
    }

    /// <summary>What of the slice is still wanted, in its present order and new state; taken out of what is wanted.</summary>
    private static List<V1Endpoint> KeepIn(V1EndpointSlice slice, Dictionary<string, V1Endpoint> wanted)
    {
        var kept = new List<V1Endpoint>();
        foreach (var endpoint in slice.Endpoints ?? [])
        {
            if (wanted.Remove(IdOf(endpoint), out var now))
                kept.Add(now);
        }

        return kept;
    }

    /// <summary>A slice that would be deleted takes the content of one that would be created: one write and one event instead of two.</summary>
    private static void Reuse(
        List<V1EndpointSlice> create, List<V1EndpointSlice> update, List<V1EndpointSlice> delete, Func<V1EndpointSlice, V1EndpointSlice> dress)
    {
        for (var i = create.Count - 1; i >= 0; i--)
        {
            var at = delete.FindIndex(slice => slice.AddressType == create[i].AddressType);
            if (at < 0)
                continue;
            update.Add(dress(delete[at] with { Ports = create[i].Ports, Endpoints = create[i].Endpoints }));
            delete.RemoveAt(at);
            create.RemoveAt(i);
        }
    }

    private static string IdOf(V1Endpoint endpoint) => $"{endpoint.TargetRef?.Uid}/{string.Join(',', endpoint.Addresses)}";
}

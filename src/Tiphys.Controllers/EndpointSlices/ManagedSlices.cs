using k8s.Models;
using Tiphys.Client;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Ownership;

namespace Tiphys.Controllers.EndpointSlices;

/// <summary>The EndpointSlices one controller keeps: found by service, dressed with labels and owner, written at most once for a view of them.</summary>
/// <param name="managedBy">The value of the label <c>endpointslice.kubernetes.io/managed-by</c> that tells this controller's slices from others'.</param>
internal sealed class ManagedSlices(string managedBy, TimeProvider time)
{
    private const string ManagedByLabel = "endpointslice.kubernetes.io/managed-by";
    private const string ServiceLabel = "kubernetes.io/service-name";
    private readonly Expectations _expectations = new(time);
    private ObjectCache<V1EndpointSlice>? _slices;

    /// <summary>Takes the cache to look in; called once, before the first pass.</summary>
    public void Attach(ObjectCache<V1EndpointSlice> slices)
    {
        _slices = slices;
        // The cache is shared by all controllers: an index is called by whose slices it finds, or one controller's would stand in for another's.
        slices.AddIndex(managedBy, slice => KeyOf(slice) is { } key ? [key.ToString()] : []);
    }

    /// <summary>Notes a change of a slice.</summary>
    /// <returns>The service whose slices must be looked at again; null if the slice is somebody else's.</returns>
    public ObjectKey? Seen(InformerChange<V1EndpointSlice> change)
    {
        if (KeyOf(change.Current) is not { } key)
            return null;
        if (change.IsAddition)
            _expectations.CreationSeen(key);
        return key;
    }

    /// <summary>Whether the cache shows all slices that were created for the service.</summary>
    public bool AreCurrent(ObjectKey service) => _expectations.Satisfied(service);

    /// <summary>The service is no business of this controller any more.</summary>
    public void Forget(ObjectKey service) => _expectations.Forget(service);

    public IReadOnlyList<V1EndpointSlice> Of(ObjectKey service) =>
        [.. _slices!.ByIndex(managedBy, service.ToString()).Where(slice => !slice.IsDeleting())];

    /// <summary>Carries out a plan.</summary>
    /// <exception cref="Api.Errors.ApiException">A write was refused; the next pass goes on from what was written before.</exception>
    public async Task ApplyAsync(KubeClient client, ObjectKey service, SlicePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Create.Count > 0)
            _expectations.ExpectCreations(service, plan.Create.Count);
        try
        {
            await SliceApplier.ApplyAsync(client, plan, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // What was created before the failure is seen by the next pass; waiting for what was not would take minutes.
            _expectations.Forget(service);
            throw;
        }
    }

    /// <summary>The slice with the labels and the owner that a slice of this source bears; its own label map where that says the same.</summary>
    /// <param name="source">The Service or Endpoints whose slice it is.</param>
    /// <param name="labels">The source's labels as slices bear them.</param>
    public V1EndpointSlice Dress(V1EndpointSlice slice, V1ObjectMeta source, OwnerIdentity owner, IDictionary<string, string> labels)
    {
        labels[ServiceLabel] = source.Name;
        labels[ManagedByLabel] = managedBy;
        var present = slice.Metadata.Labels;
        var same = present is not null && present.Count == labels.Count && labels.All(pair => present.TryGetValue(pair.Key, out var value) && value == pair.Value);
        return slice with
        {
            Metadata = slice.Metadata with
            {
                GenerateName = slice.Metadata.Name is null ? source.Name + "-" : slice.Metadata.GenerateName,
                NamespaceProperty = source.NamespaceProperty,
                Labels = same ? present : labels,
                OwnerReferences = slice.Metadata.OwnerReferences is { Count: > 0 } owners ? owners : [owner.ToReference()],
            },
        };
    }

    private ObjectKey? KeyOf(V1EndpointSlice slice) => slice.Label(ManagedByLabel) == managedBy && slice.Label(ServiceLabel) is { } service
        ? new(slice.Metadata.NamespaceProperty, service)
        : null;
}

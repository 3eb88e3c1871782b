using k8s;
using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Informers;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Requests;
using Tiphys.Client.Selectors;

namespace Tiphys.Controllers.Ownership;

/// <summary>Decides which objects a controller owns: keeps those that match, adopts matching orphans, releases what matches no longer.</summary>
/// <remarks>Objects under deletion are neither adopted nor released. Upstream: controller references, kubernetes/design-proposals controller-ref.</remarks>
internal sealed class Claimer<TOwner, T>(KubeClient client, ObjectCache<T> cache)
    where TOwner : class, IKubernetesObject<V1ObjectMeta>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The controller's objects after adopting and releasing. Before the first adoption it is read again: one that is being deleted adopts nothing.</summary>
    public async Task<List<T>> ClaimAsync(TOwner controller, LabelMatcher selector, CancellationToken cancellationToken)
    {
        var owner = OwnerIdentity.Of(controller);
        var claimed = new List<T>();
        foreach (var item in cache.OwnedBy(owner.Uid))
        {
            if (item.Metadata.NamespaceProperty != owner.Namespace)
                continue;
            if (selector.Matches(item.Metadata.Labels))
                claimed.Add(item);
            else if (!item.IsDeleting())
                await ReleaseAsync(item, owner, cancellationToken).ConfigureAwait(false);
        }

        var orphans = cache.Orphans(owner.Namespace).Where(item => !item.IsDeleting() && selector.Matches(item.Metadata.Labels)).ToArray();
        if (orphans.Length > 0 && await MayAdoptAsync(owner, cancellationToken).ConfigureAwait(false))
        {
            foreach (var orphan in orphans)
            {
                if (await AdoptAsync(orphan, owner, cancellationToken).ConfigureAwait(false) is { } adopted)
                    claimed.Add(adopted);
            }
        }

        return claimed;
    }

    private async Task<bool> MayAdoptAsync(OwnerIdentity owner, CancellationToken cancellationToken)
    {
        var fresh = await client.For<TOwner>().TryGetAsync(owner.Namespace, owner.Name, cancellationToken).ConfigureAwait(false);
        return fresh is not null && fresh.Metadata.Uid == owner.Uid && !fresh.IsDeleting();
    }

    private async Task<T?> AdoptAsync(T item, OwnerIdentity owner, CancellationToken cancellationToken)
    {
        var references = new DocArray((item.Metadata.OwnerReferences ?? []).Append(owner.ToReference()).Select(Node));
        return await TryPatchAsync(item, references, cancellationToken).ConfigureAwait(false);
    }

    private Task<T?> ReleaseAsync(T item, OwnerIdentity owner, CancellationToken cancellationToken)
    {
        var references = new DocArray(item.Metadata.OwnerReferences.Where(reference => reference.Uid != owner.Uid).Select(Node));
        return TryPatchAsync(item, references, cancellationToken);
    }

    private async Task<T?> TryPatchAsync(T item, DocArray references, CancellationToken cancellationToken)
    {
        // uid and version: an object of the same name, or one that somebody else claimed meanwhile, must not be touched.
        var metadata = new DocObject
        {
            { "uid", item.Metadata.Uid },
            { "resourceVersion", item.Metadata.ResourceVersion },
            { "ownerReferences", references },
        };
        try
        {
            return await client.For<T>().PatchAsync(
                item.Metadata.NamespaceProperty,
                item.Metadata.Name,
                Patch.Merge(new DocObject { { "metadata", metadata } }),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code is 404 or 409 or 422)
        {
            // Gone or changed: the event of that change brings the owner back here.
            return null;
        }
    }

    private static DocNode Node(V1OwnerReference reference) => DocReader.Parse(KubeJson.Write(reference));
}

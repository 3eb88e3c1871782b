using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Events;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;

namespace Tiphys.Controllers.GarbageCollection;

/// <summary>Looks at one object: is it to go, to lose owner references, or to be let go?</summary>
internal sealed class GarbageReconciler(KubeClient client, OwnerGraph graph, ResourceMonitors monitors, EventRecorder events, Action<string> lookAt)
    : IReconciler<string>
{
    public async ValueTask<ReconcileResult> ReconcileAsync(string uid, CancellationToken cancellationToken)
    {
        if (graph.View(uid) is not { } view || view.IsAbsent)
            return ReconcileResult.Done;
        if (view.IsVirtual)
        {
            await ResolveAsync(uid, view, cancellationToken).ConfigureAwait(false);
            return ReconcileResult.Done;
        }

        var objects = client.Partial(view.Type!);
        var item = await objects.TryGetAsync(view.Key.Namespace, view.Key.Name, cancellationToken).ConfigureAwait(false);
        if (item is null || item.Metadata.Uid != uid)
        {
            Remove(uid);
            return ReconcileResult.Done;
        }

        if (item.IsDeleting())
            await FinishDeletionAsync(objects, item, view, cancellationToken).ConfigureAwait(false);
        else if (item.Metadata.OwnerReferences is { Count: > 0 })
            return await JudgeOwnersAsync(objects, item, view, cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    /// <summary>Asks the server for an owner that only its dependents know.</summary>
    private async Task ResolveAsync(string uid, GraphView view, CancellationToken cancellationToken)
    {
        var reference = view.Identity!;
        if (monitors.TypeOf(reference.ApiVersion, reference.Kind) is not { } type)
            throw new InvalidOperationException($"nothing serves {reference.ApiVersion} {reference.Kind}, the owner of {view.Dependents.FirstOrDefault()?.Key}");
        if (type.Namespaced && view.Key.Namespace.Length == 0)
        {
            WarnOfScope(view, reference);
            graph.Resolve(uid, absent: false);
            return;
        }

        var ns = type.Namespaced ? view.Key.Namespace : null;
        var owner = await client.Partial(type.Type).TryGetAsync(ns, reference.Name, cancellationToken).ConfigureAwait(false);
        var absent = owner is null || owner.Metadata.Uid != uid;
        graph.Resolve(uid, absent);
        foreach (var dependent in view.Dependents)
            lookAt(dependent.Uid);
    }

    private void WarnOfScope(GraphView view, V1OwnerReference reference)
    {
        foreach (var dependent in view.Dependents)
        {
            var about = new V1ObjectReference
            {
                ApiVersion = dependent.Type.ApiVersion,
                Kind = dependent.Type.Kind,
                Name = dependent.Key.Name,
                NamespaceProperty = dependent.Key.Namespace,
                Uid = dependent.Uid,
            };
            events.Warning(about, "OwnerRefInvalidNamespace", $"ownerRef [{reference.ApiVersion}/{reference.Kind}, name: {reference.Name}, uid: {reference.Uid}] is namespaced, this object is not");
        }
    }

    private void Remove(string uid)
    {
        foreach (var other in graph.Remove(uid))
            lookAt(other);
    }

    private async Task<ReconcileResult> JudgeOwnersAsync(
        ResourceClient<PartialObject> objects, PartialObject item, GraphView view, CancellationToken cancellationToken)
    {
        var states = view.Owners.ToDictionary(owner => owner.Reference.Uid, owner => owner.State);
        var owners = item.Metadata.OwnerReferences.Select(owner => (Reference: owner, State: states.GetValueOrDefault(owner.Uid))).ToArray();
        if (owners.Any(owner => owner.State == OwnerState.Unknown))
        {
            foreach (var owner in owners.Where(owner => owner.State == OwnerState.Unknown))
                lookAt(owner.Reference.Uid);

            // The look at the owner brings this object back; the delay covers a graph that has yet to hear of it.
            return ReconcileResult.Later(TimeSpan.FromMilliseconds(500));
        }

        var present = owners.Where(owner => owner.State == OwnerState.Present).Select(owner => owner.Reference).ToArray();
        if (present.Length == owners.Length)
            return ReconcileResult.Done;
        var ownerWaits = owners.Any(owner => owner.State == OwnerState.Waiting);
        if (present.Length == 0 && ownerWaits && IsInCircle(item, view))
        {
            await UnblockOwnersAsync(objects, item, cancellationToken).ConfigureAwait(false);
            return ReconcileResult.Later(TimeSpan.Zero);
        }

        if (present.Length > 0)
            await KeepOwnersAsync(objects, item, present, cancellationToken).ConfigureAwait(false);
        else
            await DeleteAsync(objects, item, view, ownerWaits, cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    /// <summary>
    /// An object that holds up its owner while one of its own dependents waits for its dependents may stand in a circle in which each waits for the next.
    /// </summary>
    private static bool IsInCircle(PartialObject item, GraphView view) =>
        view.Dependents.Any(dependent => dependent.IsDeletingDependents) && item.Metadata.OwnerReferences.Any(owner => owner.BlockOwnerDeletion == true);

    /// <summary>Owners no longer wait for the object; it goes all the same.</summary>
    private static Task UnblockOwnersAsync(ResourceClient<PartialObject> objects, PartialObject item, CancellationToken cancellationToken)
    {
        var owners = item.Metadata.OwnerReferences.Select(owner => new V1OwnerReference
        {
            ApiVersion = owner.ApiVersion,
            Kind = owner.Kind,
            Name = owner.Name,
            Uid = owner.Uid,
            Controller = owner.Controller,
            BlockOwnerDeletion = owner.BlockOwnerDeletion is null ? null : false,
        });
        return KeepOwnersAsync(objects, item, owners, cancellationToken);
    }

    private static Task DeleteAsync(
        ResourceClient<PartialObject> objects, PartialObject item, GraphView view, bool ownerWaits, CancellationToken cancellationToken)
    {
        // An owner in foreground deletion waits for its dependents' dependents too.
        var policy = ownerWaits && view.Dependents.Count > 0 ? DeleteQuery.Foreground
            : item.HasFinalizer(GraphNode.OrphanFinalizer) ? DeleteQuery.Orphan
            : item.HasFinalizer(GraphNode.ForegroundFinalizer) ? DeleteQuery.Foreground
            : DeleteQuery.Background;
        var exactly = policy with { Uid = item.Metadata.Uid, ResourceVersion = item.Metadata.ResourceVersion };
        return DeleteExactlyAsync(objects, item, exactly, cancellationToken);
    }

    private static async Task DeleteExactlyAsync(
        ResourceClient<PartialObject> objects, PartialObject item, DeleteQuery exactly, CancellationToken cancellationToken)
    {
        try
        {
            await objects.DeleteAsync(item.Metadata.NamespaceProperty, item.Metadata.Name, cancellationToken, exactly).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            // Somebody was faster.
        }
    }

    private async Task FinishDeletionAsync(
        ResourceClient<PartialObject> objects, PartialObject item, GraphView view, CancellationToken cancellationToken)
    {
        if (item.HasFinalizer(GraphNode.OrphanFinalizer))
        {
            foreach (var dependent in view.Dependents)
                await OrphanAsync(dependent, item.Metadata.Uid, cancellationToken).ConfigureAwait(false);
            await DropFinalizerAsync(objects, item, GraphNode.OrphanFinalizer, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (!item.HasFinalizer(GraphNode.ForegroundFinalizer))
            return;
        var blocking = view.Dependents.Where(dependent => dependent.BlocksOwner).ToArray();
        if (blocking.Length == 0)
        {
            await DropFinalizerAsync(objects, item, GraphNode.ForegroundFinalizer, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var dependent in blocking.Where(dependent => !dependent.IsDeletingDependents))
            lookAt(dependent.Uid);
    }

    private async Task OrphanAsync(GraphDependent dependent, string ownerUid, CancellationToken cancellationToken)
    {
        var objects = client.Partial(dependent.Type);
        var item = await objects.TryGetAsync(dependent.Key.Namespace, dependent.Key.Name, cancellationToken).ConfigureAwait(false);
        if (item is null || item.Metadata.Uid != dependent.Uid || item.Metadata.OwnerReferences?.Any(owner => owner.Uid == ownerUid) != true)
            return;
        await KeepOwnersAsync(objects, item, item.Metadata.OwnerReferences.Where(owner => owner.Uid != ownerUid), cancellationToken).ConfigureAwait(false);
    }

    private static Task KeepOwnersAsync(
        ResourceClient<PartialObject> objects, PartialObject item, IEnumerable<V1OwnerReference> owners, CancellationToken cancellationToken) =>
        PatchAsync(objects, item, "ownerReferences", new DocArray(owners.Select(owner => DocReader.Parse(KubeJson.Write(owner)))), cancellationToken);

    private static Task DropFinalizerAsync(
        ResourceClient<PartialObject> objects, PartialObject item, string finalizer, CancellationToken cancellationToken) =>
        PatchAsync(
            objects, item, "finalizers", new DocArray(item.Metadata.Finalizers.Where(name => name != finalizer).Select(name => (DocNode)name)), cancellationToken);

    private static async Task PatchAsync(
        ResourceClient<PartialObject> objects, PartialObject item, string member, DocArray value, CancellationToken cancellationToken)
    {
        var metadata = new DocObject
        {
            { "uid", item.Metadata.Uid },
            { "resourceVersion", item.Metadata.ResourceVersion },
            { member, value },
        };
        try
        {
            var patch = Patch.Merge(new() { { "metadata", metadata } });
            await objects.PatchAsync(item.Metadata.NamespaceProperty, item.Metadata.Name, patch, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            // Gone: then there is nothing to change.
        }
    }
}

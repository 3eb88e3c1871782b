using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Subresources;

/// <summary>Evicts a pod: a delete that asks the pod's disruption budget first (Kubernetes docs: "API-initiated Eviction").</summary>
internal sealed class EvictionHandler(ObjectRegistry registry, ObjectCache cache, BodyKinds kinds, TimeProvider time) : ISubresourceHandler
{
    private readonly BudgetDebit _budgets = new(registry, cache, time);

    public async Task HandleAsync(RequestContext context, ResourceInfo resource)
    {
        if (context.Info.Verb != "create")
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        var request = WriteRequest.Of(context, resource, "CreateOptions");
        var eviction = await kinds.ReadAsync(request).ConfigureAwait(false);
        if (ObjectMeta.Name(eviction) is { Length: > 0 } named && named != request.Name)
            throw ApiException.BadRequest($"name in URL does not match name in Eviction object");
        var options = DeleteOptions.Of(eviction.GetObject("deleteOptions") ?? [], context.Info.Query);
        request = request with { DryRun = request.DryRun || options.DryRun };
        var attributes = AdmissionRunner.Attributes(request, AdmissionOperation.Create, eviction, null);
        await registry.Admission.MutateAsync(request, attributes).ConfigureAwait(false);
        await registry.Admission.ValidateAsync(request, attributes).ConfigureAwait(false);
        await EvictAsync(request, options).ConfigureAwait(false);
        await Responder.WriteAsync(context, 201, StatusDocument.Success(201), AcceptHeader.NegotiateOrJson(context.Http.Request)).ConfigureAwait(false);
    }

    private async Task EvictAsync(WriteRequest request, DeleteOptions options)
    {
        var entry = await registry.Store.GetAsync(BuiltInResources.Pods, request.Namespace, request.Name, request.Cancellation).ConfigureAwait(false)
            ?? throw ApiException.NotFound(BuiltInResources.Pods, request.Name);
        var pod = entry.Decode();
        if (!NeedsNoBudget(pod))
        {
            if (!await _budgets.TakeAsync(request, pod).ConfigureAwait(false))
                return;
            options = options with { Uid = options.Uid ?? ObjectMeta.Uid(pod) };
        }

        if (!request.DryRun && !ObjectMeta.IsDeleting(pod))
            await registry.Updater.AssignAsync(request, MarkDisrupted).ConfigureAwait(false);
        await registry.Deleter.DeleteAsync(request with { Subresource = "" }, options).ConfigureAwait(false);
    }

    /// <summary>Says in the pod's status why it goes: jobs and people tell a disruption from a failure by it.</summary>
    private void MarkDisrupted(DocObject pod) => PodConditions.SetTrue(
        pod, "DisruptionTarget", time.GetUtcNow(), new() { { "reason", "EvictionByEvictionAPI" }, { "message", "Eviction API: evicting" } });

    /// <summary>Pods that serve nobody: ended, not begun, or going already.</summary>
    private static bool NeedsNoBudget(DocObject pod) =>
        ObjectMeta.IsDeleting(pod) || pod.GetPath("status", "phase") is DocString { Value: "Succeeded" or "Failed" or "Pending" };
}

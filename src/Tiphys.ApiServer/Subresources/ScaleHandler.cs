using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Patches;
using Tiphys.Api.Machinery.ServerSideApply;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.CustomResources;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Verbs;

namespace Tiphys.ApiServer.Subresources;

/// <summary>The scale of workloads: reads and writes their number of replicas through a kind that is the same for all.</summary>
internal sealed class ScaleHandler(ObjectUpdater updater, ObjectStore store, ObjectSchemas schemas, CatalogHolder catalog, TimeProvider time) : ISubresourceHandler
{
    public async Task HandleAsync(RequestContext context, ResourceInfo resource)
    {
        var workload = context.Info.Verb switch
        {
            "get" => await ReadAsync(context, resource).ConfigureAwait(false),
            "update" => await UpdateAsync(context, resource).ConfigureAwait(false),
            "patch" => await PatchAsync(context, resource).ConfigureAwait(false),
            _ => throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource"),
        };
        var format = AcceptHeader.Negotiate(context.Http.Request, allowShapes: false, allowProtobuf: true);
        await Responder.WriteAsync(context, 200, ScaleDocument.Of(workload, PathsOf(resource)), format).ConfigureAwait(false);
    }

    private async Task<DocObject> ReadAsync(RequestContext context, ResourceInfo resource)
    {
        var entry = await store.GetAsync(resource.StorageResource, context.Info.Namespace, context.Info.Name, context.Aborted).ConfigureAwait(false)
            ?? throw ApiException.NotFound(resource.GroupResource, context.Info.Name);
        return await schemas.FromStorageAsync(resource, entry.Utf8, context.Aborted).ConfigureAwait(false);
    }

    private async Task<DocObject> UpdateAsync(RequestContext context, ResourceInfo resource)
    {
        var request = WriteRequest.Of(context, resource, "UpdateOptions") with { Form = FormOf(resource) };
        var kind = BodyKinds.KindOf(resource, "scale");
        var body = await BodyIntake.ReadObjectAsync(request with { Resource = kind }).ConfigureAwait(false);
        ObjectRules.EnsureMatches(request with { Resource = kind }, body);
        var outcome = await updater.UpdateAsync(request, current => new(Scaled(request, current, body))).ConfigureAwait(false);
        return await schemas.FromStorageAsync(resource, outcome.Utf8, context.Aborted).ConfigureAwait(false);
    }

    private async Task<DocObject> PatchAsync(RequestContext context, ResourceInfo resource)
    {
        var request = WriteRequest.Of(context, resource, "PatchOptions") with { Form = FormOf(resource) };
        var scale = request with { Resource = BodyKinds.KindOf(resource, "scale") };
        var kind = Patch.KindOf(context.Http.Request.ContentType, scale.Resource);
        if (kind == PatchKind.Apply)
            return await ApplyAsync(request with { IsApply = true }, scale with { IsApply = true }).ConfigureAwait(false);
        var body = new PatchBody(scale, await BodyReader.ReadAsync(context.Http.Request, context.Aborted).ConfigureAwait(false));
        var outcome = await updater.UpdateAsync(
            request,
            current => new(Scaled(request, current, PatchVerb.Transform(scale, kind, ScaleDocument.Of(current, PathsOf(resource)), body)))).ConfigureAwait(false);
        return await schemas.FromStorageAsync(resource, outcome.Utf8, context.Aborted).ConfigureAwait(false);
    }

    private async Task<DocObject> ApplyAsync(WriteRequest request, WriteRequest scale)
    {
        var applied = await ApplyVerb.ReadAsync(scale).ConfigureAwait(false);
        var force = request.Context.Info.Query.GetBool("force");
        var outcome = await updater.UpdateAsync(request, current => new(Applied(request, scale, current, applied, force))).ConfigureAwait(false);
        return await schemas.FromStorageAsync(request.Resource, outcome.Utf8, request.Cancellation).ConfigureAwait(false);
    }

    // The apply is one to the Scale, with those managers that own the number of replicas; what comes of it is theirs in the workload.
    private DocObject Applied(WriteRequest request, WriteRequest scale, DocObject workload, DocObject applied, bool force)
    {
        var managers = new ScaleManagers(PathsOf(request.Resource), request.Resource.ApiVersion);
        var live = ScaleDocument.Of(workload, PathsOf(request.Resource));
        ObjectMeta.Of(live)["managedFields"] = managers.OfScale(workload);
        var merged = FieldManager.Apply(scale.Resource, "scale", live, applied, request.FieldManager, force, time.GetUtcNow());
        ObjectMeta.Of(workload)["managedFields"] = managers.OfWorkload(workload, merged);
        ObjectMeta.Of(merged)["resourceVersion"] = applied.GetObject("metadata")?["resourceVersion"];
        return Scaled(request, workload, merged);
    }

    private ScalePaths? PathsOf(ResourceInfo resource) => catalog.Served.FactsOf(resource)?.Scale;

    private SubresourceForm FormOf(ResourceInfo resource)
    {
        var paths = PathsOf(resource);
        return new(workload => ScaleDocument.Of(workload, paths), (workload, scale) => ScaleDocument.SetReplicas(workload, paths, Replicas(scale)));
    }

    private DocObject Scaled(WriteRequest request, DocObject workload, DocObject scale)
    {
        ScaleDocument.SetReplicas(workload, PathsOf(request.Resource), Replicas(scale));
        var metadata = ObjectMeta.Of(workload);
        metadata["resourceVersion"] = ObjectMeta.Of(scale)["resourceVersion"];
        if (ObjectMeta.Uid(scale) is { Length: > 0 } uid)
            metadata["uid"] = uid;
        return workload;
    }

    private static long Replicas(DocObject scale)
    {
        var replicas = scale.GetObject("spec")?.GetInt64("replicas") ?? 0;
        if (replicas >= 0)
            return replicas;
        var text = replicas.ToString(CultureInfo.InvariantCulture);
        throw ApiException.Invalid("autoscaling", "Scale", ObjectMeta.Name(scale), [new("FieldValueInvalid", $"Invalid value: {text}: must be greater than or equal to 0", "spec.replicas")]);
    }
}

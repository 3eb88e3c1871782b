using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Patches;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.CustomResources;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Verbs;

namespace Tiphys.ApiServer.Subresources;

/// <summary>The scale of workloads: reads and writes their number of replicas through a kind that is the same for all.</summary>
internal sealed class ScaleHandler(ObjectUpdater updater, ObjectStore store, ObjectSchemas schemas, CatalogHolder catalog) : ISubresourceHandler
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
            throw new ApiException(415, StatusReason.UnsupportedMediaType, "scale takes JSON, merge and strategic merge patches");
        var body = new PatchBody(scale, await BodyReader.ReadAsync(context.Http.Request, context.Aborted).ConfigureAwait(false));
        var outcome = await updater.UpdateAsync(
            request,
            current => new(Scaled(request, current, PatchVerb.Transform(scale, kind, ScaleDocument.Of(current, PathsOf(resource)), body)))).ConfigureAwait(false);
        return await schemas.FromStorageAsync(resource, outcome.Utf8, context.Aborted).ConfigureAwait(false);
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

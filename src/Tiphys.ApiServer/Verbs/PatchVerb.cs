using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Patches;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Verbs;

/// <summary>PATCH in all its kinds: one loop with the updates, the patch being the transformation.</summary>
internal sealed class PatchVerb(ObjectUpdater updater, ApplyVerb apply, ObjectResponder responder)
{
    public async Task HandleAsync(RequestContext context, ResourceInfo resource)
    {
        ObjectResponder.Negotiate(context, resource);
        var kind = Patch.KindOf(context.Http.Request.ContentType, resource);
        if (kind == PatchKind.Apply)
        {
            await apply.HandleAsync(context, resource).ConfigureAwait(false);
            return;
        }

        var request = WriteRequest.Of(context, resource, "PatchOptions");
        if (context.Info.Query.Has("force"))
            throw ApiException.Invalid("meta.k8s.io", "PatchOptions", "", [new("FieldValueForbidden", "Forbidden: may not be specified for non-apply patch", "force")]);
        var body = new PatchBody(request, await BodyReader.ReadAsync(context.Http.Request, context.Aborted).ConfigureAwait(false));
        var outcome = await updater.UpdateAsync(request, current => new(Transform(request, kind, current, body))).ConfigureAwait(false);
        await responder.WriteAsync(context, 200, resource, outcome.Utf8).ConfigureAwait(false);
    }

    /// <summary>Applies a patch that is a function of document and body, and makes the outcome fit the schema.</summary>
    public static DocObject Transform(WriteRequest request, PatchKind kind, DocObject current, PatchBody body)
    {
        var patched = Patch.Apply(kind, current, body.Patch, request.Resource);
        ObjectRules.EnsureBounded(patched);
        if (kind == PatchKind.StrategicMerge)
            KeepKind(patched, current);
        EnsureSameObject(request, patched, current);
        var complaints = SchemaFit.FitPatched(request.Resource, patched);
        complaints.AddDuplicates(body.Duplicates);
        BodyIntake.Warn(request, complaints.ResolvePatched(request.Validation, patched));

        // A patch that says nothing about the version applies to whatever is there when it is committed.
        var metadata = ObjectMeta.Of(patched);
        if (metadata.GetString("resourceVersion") == ObjectMeta.Of(current).GetString("resourceVersion"))
            metadata.Remove("resourceVersion");
        return patched;
    }

    // Strategic merge patches are made on the type, which has no say about its own name.
    private static void KeepKind(DocObject patched, DocObject current)
    {
        patched["kind"] = current["kind"];
        patched["apiVersion"] = current["apiVersion"];
    }

    private static void EnsureSameObject(WriteRequest request, DocObject patched, DocObject current)
    {
        ObjectRules.EnsureKindKept(request.Resource, patched);
        ObjectRules.EnsureKind(request.Resource, patched);
        ObjectRules.EnsureNamed(request, patched);
        ObjectRules.EnsureMatches(request, patched);
        if (ObjectMeta.Name(patched) != request.Name)
            throw ApiException.BadRequest($"the name of the object ({ObjectMeta.Name(patched)}) does not match the name on the URL ({request.Name})");
        ObjectRules.EnsureSameUid(request, patched, current);
    }
}

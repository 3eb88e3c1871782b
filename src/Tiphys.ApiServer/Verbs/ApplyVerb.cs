using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.ServerSideApply;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Server-side apply: PATCH with a configuration, which makes the object if it is not there.</summary>
internal sealed class ApplyVerb(ObjectUpdater updater, ObjectCreator creator, ObjectResponder responder, TimeProvider time)
{
    public async Task HandleAsync(RequestContext context, ResourceInfo resource)
    {
        var request = WriteRequest.Of(context, resource, "PatchOptions") with { IsApply = true };
        var force = context.Info.Query.GetBool("force");
        var applied = await ReadAsync(request).ConfigureAwait(false);
        var outcome = await ApplyAsync(request, applied, force).ConfigureAwait(false);
        await responder.WriteAsync(context, outcome.Created ? 201 : 200, resource, outcome.Utf8).ConfigureAwait(false);
    }

    private async Task<WriteOutcome> ApplyAsync(WriteRequest request, DocObject applied, bool force)
    {
        try
        {
            return await updater.UpdateAsync(request, current => new(Merge(request, current, applied, force))).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 404 && e.DetailsName == request.Name && request.Subresource.Length == 0)
        {
            var made = Merge(request, null, applied, force);
            ObjectRules.EnsureMatches(request, made);
            if (ObjectMeta.Uid(applied) is { Length: > 0 } uid)
                throw ApiException.Invalid(request.Resource.GroupVersion.Group, request.Resource.Kind, request.Name, [new("FieldValueInvalid", $"Invalid value: {(DocNode)uid}: field is immutable", "metadata.uid")]);

            // What the configuration asks of a version counts for objects that are there.
            ObjectMeta.Of(made).Remove("resourceVersion");
            return await creator.CreateAsync(request, made).ConfigureAwait(false);
        }
    }

    private DocObject Merge(WriteRequest request, DocObject? current, DocObject applied, bool force)
    {
        if (current is not null)
            ObjectRules.EnsureSameUid(request, applied, current);
        var merged = FieldManager.Apply(request.Resource, request.Subresource, current, applied, request.FieldManager, force, time.GetUtcNow()).Clone();
        SchemaFit.Fit(request.Resource, merged);

        // Only a version that the configuration itself names is a precondition.
        ObjectMeta.Of(merged)["resourceVersion"] = applied.GetObject("metadata")?["resourceVersion"];
        return merged;
    }

    /// <summary>The configuration that a request carries.</summary>
    /// <exception cref="ApiException">422: the request names no manager; 400: the body is no configuration of the kind.</exception>
    public static async ValueTask<DocObject> ReadAsync(WriteRequest request)
    {
        var context = request.Context;
        if (context.Info.Query.Get("fieldManager").Length == 0)
            throw ApiException.Invalid("meta.k8s.io", "PatchOptions", "", [new("FieldValueRequired", "Required value: is required for apply patch", "fieldManager")]);
        var body = await BodyReader.ReadAsync(context.Http.Request, context.Aborted).ConfigureAwait(false);
        var document = BodyDecoder.MediaType(context.Http.Request) == "application/apply-patch+cbor" ? BodyDecoder.CborObject(body) : ReadYaml(request, body);
        ObjectRules.EnsureBounded(document);
        if (context.KeepBodies)
            context.RequestObject = document.DeepClone();
        var (version, kind) = (document.GetString("apiVersion") ?? "", document.GetString("kind") ?? "");
        if (version.Length == 0 || kind != request.Resource.Kind)
            throw ApiException.BadRequest($"invalid object type: {(version.Contains('/', StringComparison.Ordinal) ? version : "/" + version)}, Kind={kind}");

        // What the path says need not be stated; what the configuration does not state is not claimed either.
        ObjectRules.EnsureMatches(request, new() { ["apiVersion"] = version, ["kind"] = kind, ["metadata"] = document["metadata"]?.DeepClone() });
        return document;
    }

    private static DocObject ReadYaml(WriteRequest request, byte[] body)
    {
        try
        {
            // Strict refuses doubled keys while reading, with their line; otherwise the last one counts.
            var duplicates = request.Validation == FieldValidation.Strict ? null : new List<string>();
            var document = BodyDecoder.YamlObject(body, duplicates);
            if (request.Validation == FieldValidation.Warn)
                BodyIntake.Warn(request, [.. duplicates!.Select(path => $"duplicate field \"{path}\"")]);
            return document;
        }
        catch (DocFormatException e)
        {
            throw ApiException.BadRequest($"error decoding YAML: {e.Message}");
        }
    }
}

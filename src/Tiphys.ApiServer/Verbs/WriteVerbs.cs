using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Verbs;

/// <summary>POST and PUT of objects and of their status.</summary>
internal sealed class WriteVerbs(ObjectCreator creator, ObjectUpdater updater, ObjectStore store, StrategyTable strategies, ObjectResponder responder)
{
    public async Task CreateAsync(RequestContext context, ResourceInfo resource)
    {
        var request = WriteRequest.Of(context, resource, "CreateOptions");
        ObjectResponder.Negotiate(context, resource);
        var document = await BodyIntake.ReadObjectAsync(request).ConfigureAwait(false);
        var outcome = await creator.CreateAsync(request, document).ConfigureAwait(false);
        await responder.WriteAsync(context, 201, resource, outcome.Utf8).ConfigureAwait(false);
    }

    public async Task UpdateAsync(RequestContext context, ResourceInfo resource)
    {
        var request = WriteRequest.Of(context, resource, "UpdateOptions");
        ObjectResponder.Negotiate(context, resource);
        var document = await BodyIntake.ReadObjectAsync(request).ConfigureAwait(false);
        ObjectRules.EnsureNamed(request, document);
        ObjectRules.EnsureMatches(request, document);
        EnsureVersion(request, document);
        var outcome = await UpdateOrCreateAsync(request, document).ConfigureAwait(false);
        await responder.WriteAsync(context, outcome.Created ? 201 : 200, resource, outcome.Utf8).ConfigureAwait(false);
    }

    private async Task<WriteOutcome> UpdateOrCreateAsync(WriteRequest request, DocObject document)
    {
        var create = request.Subresource.Length == 0
            && strategies.For(request.StorageResource).AllowsCreateOnUpdate
            && await store.GetAsync(request.StorageResource, request.Namespace, request.Name, request.Cancellation).ConfigureAwait(false) is null;
        if (!create)
            return await updater.UpdateAsync(request, _ => new(document.Clone())).ConfigureAwait(false);
        ObjectMeta.Of(document).Remove("resourceVersion");
        return await creator.CreateAsync(request, document).ConfigureAwait(false);
    }

    private void EnsureVersion(WriteRequest request, DocObject document)
    {
        var version = ObjectMeta.Of(document).GetString("resourceVersion") ?? "";
        if (version.Length > 0 && !long.TryParse(version, out _))
            throw Invalid(request, $"Invalid value: \"{version}\": strconv.ParseUint: parsing \"{version}\": invalid syntax");
        if (version is "" or "0" && !strategies.For(request.StorageResource).AllowsUnconditionalUpdate)
            throw Invalid(request, "Invalid value: 0: must be specified for an update");
    }

    private static ApiException Invalid(WriteRequest request, string message) => ApiException.Invalid(
        request.Resource.GroupVersion.Group,
        request.Resource.Kind,
        request.Name,
        [new("FieldValueInvalid", message, "metadata.resourceVersion")]);
}

using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.CustomResources;

/// <summary>Deletes the objects of a definition that is going, and lets it go when none is left.</summary>
internal sealed class DefinitionCleanup(ObjectCache cache, ObjectDeleter deleter, IObjectWriter writer, ServerWriter server, TimeProvider time)
{
    /// <returns>True if the definition has gone.</returns>
    public async Task<bool> RunAsync(DocObject definition, ResourceInfo? resource, CancellationToken cancellationToken)
    {
        if (!(ObjectMeta.Of(definition).GetArray("finalizers")?.Strings().Contains(DefinitionStrategy.Finalizer) ?? false))
            return false;
        var left = cache.List(DefinitionReader.ResourceOf(definition), "");
        foreach (var instance in left)
            await DeleteAsync(instance, resource, cancellationToken).ConfigureAwait(false);
        if (cache.List(DefinitionReader.ResourceOf(definition), "").Count > 0)
            return false;
        var finalizers = ObjectMeta.Of(definition).GetArray("finalizers")!;
        finalizers.RemoveAll(item => item is DocString { Value: DefinitionStrategy.Finalizer });
        if (finalizers.Count > 0)
        {
            DefinitionConditions.Set(definition, DefinitionConditions.Terminating, false, "InstanceDeletionCompleted", "removed all instances", time.GetUtcNow());
            await writer.UpdateAsync(DefinitionController.Definitions, definition, cancellationToken).ConfigureAwait(false);
            return false;
        }

        await writer.DeleteAsync(DefinitionController.Definitions, "", definition.ObjectName, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task DeleteAsync(StoredObject instance, ResourceInfo? resource, CancellationToken cancellationToken)
    {
        try
        {
            // A definition that never was established has no version that could be served; its objects, if any, are taken as they are.
            if (resource is null)
                return;
            var request = server.RequestFor(resource, instance.Namespace, instance.Name, "delete", cancellationToken);
            await deleter.DeleteAsync(request, new DeleteOptions()).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            // Gone already, or changing: the next round sees.
        }
    }
}

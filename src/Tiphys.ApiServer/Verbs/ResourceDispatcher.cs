using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Subresources;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Routes a resource request to the verb that answers it.</summary>
internal sealed class ResourceDispatcher : IRequestHandler
{
    private readonly CatalogHolder _catalog;
    private readonly SubresourceTable _subresources;

    public ResourceDispatcher(CatalogHolder catalog, SubresourceTable subresources)
    {
        _catalog = catalog;
        _subresources = subresources;
    }

    public required GetVerb Get { get; init; }

    public required ListVerb List { get; init; }

    public required WatchVerb Watch { get; init; }

    public required WriteVerbs Write { get; init; }

    public required PatchVerb Patch { get; init; }

    public required DeleteVerbs Delete { get; init; }

    public Task HandleAsync(RequestContext context)
    {
        var info = context.Info;
        var served = _catalog.Served;
        if (!served.Resources.TryGet(info.GroupVersion, info.Resource, out var resource) || !ScopeFits(info, resource))
            throw ApiException.NoSuchPath();
        var facts = served.FactsOf(resource);
        if ((facts?.Warning ?? (resource.IsCustom ? null : Deprecations.Of(resource))) is { } warning)
            context.Warnings.Add(warning);
        if (info.Subresource.Length > 0)
            return DispatchSubresource(context, resource);
        if (info.Tail.Length > 0)
            throw ApiException.NoSuchPath();
        if (!resource.Verbs.Contains(info.Verb))
            throw NotAllowed();

        // Collections over all namespaces are for reading.
        if (resource.Namespaced && info.Namespace.Length == 0 && info.Verb is "create" or "deletecollection")
            throw NotAllowed();
        return info.Verb switch
        {
            "get" => Get.HandleAsync(context, resource),
            "list" => List.HandleAsync(context, resource),
            "watch" => Watch.HandleAsync(context, resource),
            "create" when facts is { IsTerminating: true } =>
                throw ApiException.MethodNotAllowed("create not allowed while custom resource definition is terminating"),
            "create" when info.IsCollection => _subresources.TryGet(resource, "", out var special)
                ? special.HandleAsync(context, resource)
                : Write.CreateAsync(context, resource),
            "update" when !info.IsCollection => Write.UpdateAsync(context, resource),
            "patch" when !info.IsCollection => Patch.HandleAsync(context, resource),
            "delete" when !info.IsCollection => Delete.DeleteAsync(context, resource),
            "deletecollection" => Delete.DeleteCollectionAsync(context, resource),
            _ => throw NotAllowed(),
        };
    }

    private Task DispatchSubresource(RequestContext context, ResourceInfo resource)
    {
        var info = context.Info;
        if (_subresources.TryGet(resource, info.Subresource, out var handler))
            return handler.HandleAsync(context, resource);
        var subresource = resource.Subresources.FirstOrDefault(candidate => candidate.Name == info.Subresource);
        if (info.Tail.Length > 0 || subresource is null || subresource.Kind != resource.Kind)
            throw ApiException.NoSuchPath();
        if (!subresource.Verbs.Contains(info.Verb))
            throw NotAllowed();
        return info.Verb switch
        {
            "get" => Get.HandleAsync(context, resource),
            "update" => Write.UpdateAsync(context, resource),
            "patch" => Patch.HandleAsync(context, resource),
            _ => throw NotAllowed(),
        };
    }

    /// <summary>
    /// Cluster-scoped resources are not reached through a namespaced path (CVE-2019-11247), and namespaced objects only through their namespace.
    /// </summary>
    private static bool ScopeFits(RequestInfo info, ResourceInfo resource)
    {
        if (!resource.Namespaced)
            return info.Namespace.Length == 0 || info.Resource == "namespaces";
        return info.Namespace.Length > 0 || (info.IsCollection && info.Verb is "list" or "watch" or "create" or "deletecollection");
    }

    private static ApiException NotAllowed() => ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
}

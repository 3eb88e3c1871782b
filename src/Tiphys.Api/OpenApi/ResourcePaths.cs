using Tiphys.Api.Resources;

namespace Tiphys.Api.OpenApi;

/// <summary>The paths of one resource: its collection, its objects, the watch paths of old, its subresources.</summary>
internal sealed class ResourcePaths(ResourceInfo info)
{
    private const string UseList = "deprecated: use the 'watch' parameter with a list operation instead";
    private readonly string _root = Root(info.GroupVersion);
    private readonly string _version = OperationNames.Version(info.GroupVersion);
    private readonly string _scope = info.Namespaced ? "Namespaced" : "";
    private readonly string _definition = OpenApiKinds.Of(info);
    private readonly ApiParameter[] _scopeParameters = info.Namespaced ? [ApiParameters.Namespace] : [];

    public static string Root(GroupVersion version) => version.Group.Length == 0 ? $"/api/{version.Version}" : $"/apis/{version.Group}/{version.Version}";

    public IEnumerable<ApiPath> All()
    {
        var scoped = info.Namespaced ? $"{_root}/namespaces/{{namespace}}/{info.Resource}" : $"{_root}/{info.Resource}";
        var named = scoped + "/{name}";
        var paths = new List<ApiPath?> { Path(scoped, Collection()), Path(named, Item()) };
        if (info.Namespaced && Has("list"))
            paths.Add(Path($"{_root}/{info.Resource}", [List($"list{_version}{info.Kind}ForAllNamespaces", [])]));
        if (Has("watch"))
            paths.AddRange(Watches(scoped, named));
        paths.AddRange(info.Subresources.SelectMany(subresource => new SubresourcePaths(info, subresource).All(named)));
        return paths.OfType<ApiPath>();
    }

    private static ApiPath? Path(string path, IEnumerable<ApiOperation> operations)
    {
        var all = operations.ToList();
        return all.Count == 0 ? null : new(path, all);
    }

    private bool Has(string verb) => info.Verbs.Contains(verb);

    private IEnumerable<ApiOperation> Collection()
    {
        if (Has("list"))
            yield return List($"list{_version}{_scope}{info.Kind}", _scopeParameters);
        if (Has("create"))
        {
            yield return Operation("post", "create", $"create a {info.Kind}", "post") with
            {
                Parameters = [.. ApiParameters.Write, .. _scopeParameters, ApiParameters.Pretty],
                Body = _definition,
                Codes = [200, 201, 202],
            };
        }

        if (Has("deletecollection"))
        {
            yield return Operation("delete", "delete", $"delete collection of {info.Kind}", "deletecollection", "Collection") with
            {
                Parameters = [.. ApiParameters.DeleteCollection, .. _scopeParameters, ApiParameters.Pretty],
                Body = OpenApiKinds.DeleteOptions,
                BodyRequired = false,
                Answer = OpenApiKinds.Status,
            };
        }
    }

    private IEnumerable<ApiOperation> Item()
    {
        ApiParameter[] shared = [ApiParameters.Name(info.Kind), .. _scopeParameters, ApiParameters.Pretty];
        if (Has("get"))
            yield return Operation("get", "read", $"read the specified {info.Kind}", "get") with { Parameters = shared };
        if (Has("update"))
        {
            yield return Operation("put", "replace", $"replace the specified {info.Kind}", "put") with
            {
                Parameters = [.. ApiParameters.Write, .. shared], Body = _definition, Codes = [200, 201],
            };
        }

        if (Has("delete"))
        {
            yield return Operation("delete", "delete", $"delete a {info.Kind}", "delete") with
            {
                Parameters = [.. ApiParameters.Delete, .. shared],
                Body = OpenApiKinds.DeleteOptions,
                BodyRequired = false,
                Codes = [200, 202],
                Answer = info.ReturnsDeletedObject ? _definition : OpenApiKinds.Status,
            };
        }

        if (Has("patch"))
        {
            yield return Operation("patch", "patch", $"partially update the specified {info.Kind}", "patch") with
            {
                Parameters = [.. ApiParameters.Patch, .. shared],
                Body = OpenApiKinds.Patch,
                Consumes = info.IsCustom ? MediaTypes.CustomPatch : MediaTypes.Patch,
                Codes = info.IsCustom ? [200] : [200, 201],
            };
        }
    }

    private ApiOperation List(string id, ApiParameter[] scope) => Operation("get", "", $"list or watch objects of kind {info.Kind}", "list") with
    {
        Id = id,
        Parameters = [.. ApiParameters.List, .. scope, ApiParameters.Pretty],
        Produces = info.IsCustom ? MediaTypes.CustomObject : MediaTypes.Watch,
        Answer = OpenApiKinds.ListOf(info),
    };

    // Custom resources never had the watch paths of old published.
    private IEnumerable<ApiPath> Watches(string scoped, string named)
    {
        if (info.IsCustom)
            yield break;
        var list = $"watch individual changes to a list of {info.Kind}. {UseList}.";
        var one = $"watch changes to an object of kind {info.Kind}. {UseList}, filtered to a single item with the 'fieldSelector' parameter.";
        var watch = _root + "/watch";
        yield return new(watch + scoped[_root.Length..], [Watch($"{_scope}{info.Kind}List", list, "watchlist", _scopeParameters)]);
        yield return new(watch + named[_root.Length..],
            [Watch($"{_scope}{info.Kind}", one, "watch", [ApiParameters.Name(info.Kind), .. _scopeParameters])]);
        if (info.Namespaced)
            yield return new($"{watch}/{info.Resource}", [Watch($"{info.Kind}ListForAllNamespaces", list, "watchlist", [])]);
    }

    private ApiOperation Watch(string name, string description, string action, ApiParameter[] scope) =>
        Operation("get", "", description, action) with
        {
            Id = $"watch{_version}{name}",
            Parameters = [.. ApiParameters.List, .. scope, ApiParameters.Pretty],
            Produces = MediaTypes.Watch,
            Answer = OpenApiKinds.WatchEvent,
        };

    private ApiOperation Operation(string method, string verb, string description, string action, string infix = "") =>
        new(method, $"{verb}{_version}{infix}{_scope}{info.Kind}", description, OperationNames.Tag(info.GroupVersion), action)
        {
            Kind = (info.GroupVersion, info.Kind),
            Answer = _definition,
            Produces = info.IsCustom ? MediaTypes.CustomObject : MediaTypes.Object,
        };
}

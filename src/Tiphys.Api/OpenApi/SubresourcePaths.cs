using Tiphys.Api.Catalogue;
using Tiphys.Api.Resources;

namespace Tiphys.Api.OpenApi;

/// <summary>The paths of one subresource: objects that are read and written, or connections.</summary>
internal sealed class SubresourcePaths(ResourceInfo info, SubresourceInfo subresource)
{
    private static readonly string[] ProxyMethods = ["delete", "get", "head", "options", "patch", "post", "put"];
    private readonly string _version = OperationNames.Version(info.GroupVersion);

    private readonly string _subject = (info.Namespaced ? "Namespaced" : "") + info.Kind + OperationNames.Capital(subresource.Name);

    private readonly ApiParameter[] _scope = info.Namespaced ? [ApiParameters.Namespace] : [];

    private bool IsConnection => subresource.Kind.EndsWith("Options", StringComparison.Ordinal);

    public IEnumerable<ApiPath> All(string parent)
    {
        var path = $"{parent}/{subresource.Name}";
        if (subresource.Name == "log")
            return [new(path, [Log()])];
        if (subresource.Name == "proxy")
            return [new(path, [.. Connections(ProxyMethods, "", [])]), new(path + "/{path}", [.. Connections(ProxyMethods, "WithPath", [ProxyPath])])];
        if (IsConnection)
            return [new(path, [.. Connections(["get", "post"], "", [])])];
        return [new(path, [.. Objects()])];
    }

    private static ApiParameter ProxyPath => ApiParameters.Path("path", "The path to request from the target.");

    private ApiOperation Log()
    {
        ApiParameter[] parameters = [.. ApiParameters.Log, ApiParameters.Name(info.Kind), .. _scope, ApiParameters.Pretty];
        return Operation("get", "read", $"read log of the specified {info.Kind}", "get") with
        {
            Parameters = [.. parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal)],
            Produces = MediaTypes.Log,
            Answer = null,
        };
    }

    private IEnumerable<ApiOperation> Connections(string[] methods, string suffix, ApiParameter[] more)
    {
        ApiParameter[] parameters = [.. ApiParameters.Options(subresource.Kind), ApiParameters.Name(subresource.Kind), .. _scope, .. more];
        return methods.Select(method => Operation(
            method, "", $"connect {method.ToUpperInvariant()} requests to {subresource.Name} of {info.Kind}", "connect") with
        {
            Id = $"connect{_version}{OperationNames.Capital(method)}{_subject}{suffix}",
            Parameters = [.. parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal)],
            Produces = MediaTypes.Any,
            Answer = null,
        });
    }

    private IEnumerable<ApiOperation> Objects()
    {
        ApiParameter[] shared = [ApiParameters.Name(subresource.Kind), .. _scope, ApiParameters.Pretty];
        foreach (var verb in subresource.Verbs)
        {
            yield return verb switch
            {
                "create" => Operation("post", "create", $"create {subresource.Name} of a {info.Kind}", "post") with
                {
                    Parameters = [.. ApiParameters.Write, .. shared], Body = Definition, Codes = [200, 201, 202],
                },
                "update" => Operation("put", "replace", $"replace {subresource.Name} of the specified {info.Kind}", "put") with
                {
                    Parameters = [.. ApiParameters.Write, .. shared], Body = Definition, Codes = [200, 201],
                },
                "patch" => Operation("patch", "patch", $"partially update {subresource.Name} of the specified {info.Kind}", "patch") with
                {
                    Parameters = [.. ApiParameters.Patch, .. shared],
                    Body = OpenApiKinds.Patch,
                    Consumes = info.IsCustom ? MediaTypes.CustomPatch : MediaTypes.Patch,
                    Codes = info.IsCustom ? [200] : [200, 201],
                },
                _ => Operation("get", "read", $"read {subresource.Name} of the specified {info.Kind}", "get") with { Parameters = shared },
            };
        }
    }

    private string Definition => subresource.Kind == info.Kind
        ? OpenApiKinds.Of(info)
        : BuiltInSchemas.Instance.TryGetKind(subresource.GroupVersion, subresource.Kind, out var schema) ? schema.Name! : OpenApiKinds.Status;

    private ApiOperation Operation(string method, string verb, string description, string action) =>
        new(method, $"{verb}{_version}{_subject}", description, OperationNames.Tag(info.GroupVersion), action)
        {
            Kind = (subresource.GroupVersion, subresource.Kind),
            Answer = IsConnection ? null : Definition,
            Produces = info.IsCustom ? MediaTypes.CustomObject : MediaTypes.Object,
        };
}

using Tiphys.Api.Resources;

namespace Tiphys.Api.OpenApi;

/// <summary>The names of the definitions that kinds have.</summary>
internal static class OpenApiKinds
{
    public const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    public const string Status = Meta + "Status";
    public const string DeleteOptions = Meta + "DeleteOptions";
    public const string WatchEvent = Meta + "WatchEvent";
    public const string Patch = Meta + "Patch";
    public const string ListMeta = Meta + "ListMeta";
    public const string ObjectMeta = Meta + "ObjectMeta";

    /// <summary>A custom kind's name is its group's domain backwards: <c>com.example.v1.Widget</c>.</summary>
    public static string Of(ResourceInfo info) => info.IsCustom
        ? $"{string.Join('.', info.GroupVersion.Group.Split('.').Reverse())}.{info.GroupVersion.Version}.{info.Kind}"
        : info.Schema.Name ?? info.Kind;

    public static string ListOf(ResourceInfo info) => info.IsCustom
        ? $"{string.Join('.', info.GroupVersion.Group.Split('.').Reverse())}.{info.GroupVersion.Version}.{info.ListKind}"
        : Of(info) + "List";
}

using System.Diagnostics.CodeAnalysis;
using System.Text;
using Tiphys.Api.Resources;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Registry;

/// <summary>
/// Where objects stand in the store: <c>/registry/RESOURCE/KEY</c> for the core group, <c>/registry/GROUP/RESOURCE/KEY</c> for others, the key being
/// <c>NAMESPACE/NAME</c> or <c>NAME</c>.
/// </summary>
/// <remarks>Namespaces, names, groups and resources hold no slash: validation and the path parser refuse it, so no name reaches a neighbour's keys.</remarks>
internal static class KeyLayout
{
    public static readonly StoreKey Root = new("/registry/");

    /// <summary>The key behind a resource's prefix.</summary>
    public static string ObjectKey(string ns, string name) => ns.Length == 0 ? name : $"{ns}/{name}";

    public static StoreKey StoreKey(GroupResource resource, string objectKey) => new(
        resource.Group.Length == 0 ? $"/registry/{resource.Resource}/{objectKey}" : $"/registry/{resource.Group}/{resource.Resource}/{objectKey}");

    /// <summary>Everything of one resource.</summary>
    public static StoreKey Prefix(GroupResource resource) => StoreKey(resource, "");

    /// <summary>Reads a key back; false for a key that is no object's.</summary>
    public static bool TryParse(StoreKey key, out GroupResource resource, [NotNullWhen(true)] out string? objectKey)
    {
        resource = default;
        objectKey = null;
        var rest = key.Span[Root.Span.Length..];
        if (!TakeSegment(ref rest, out var first))
            return false;
        if (!IsGroup(first))
            resource = new("", first);
        else if (TakeSegment(ref rest, out var second))
            resource = new(first, second);
        else
            return false;
        objectKey = Encoding.UTF8.GetString(rest);
        return objectKey.Length > 0;
    }

    /// <summary>Splits an object's key into namespace (empty if it has none) and name.</summary>
    public static (string Namespace, string Name) Split(string objectKey)
    {
        var slash = objectKey.IndexOf('/');
        return slash < 0 ? ("", objectKey) : (SharedNames.Of(objectKey.AsSpan(0, slash)), objectKey[(slash + 1)..]);
    }

    private static bool IsGroup(string segment) => segment.Contains('.') || segment is "apps" or "batch" or "autoscaling" or "policy" or "extensions";

    private static bool TakeSegment(ref ReadOnlySpan<byte> rest, [NotNullWhen(true)] out string? segment)
    {
        var slash = rest.IndexOf((byte)'/');
        segment = slash <= 0 ? null : SharedNames.Of(rest[..slash]);
        if (slash > 0)
            rest = rest[(slash + 1)..];
        return segment is not null;
    }
}

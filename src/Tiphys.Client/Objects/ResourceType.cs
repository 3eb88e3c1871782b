using System.Reflection;
using System.Text;
using k8s.Models;

namespace Tiphys.Client.Objects;

/// <summary>Where objects of one type are served.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Version"><c>v1</c></param>
/// <param name="Resource">Plural, lower case: <c>pods</c>.</param>
/// <param name="Kind"><c>Pod</c></param>
public sealed record ResourceType(string Group, string Version, string Resource, string Kind)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The type of a model, from its <see cref="KubernetesEntityAttribute"/>.</summary>
    /// <exception cref="ArgumentException">The class is not a model of a kind.</exception>
    public static ResourceType Of<T>() => Cache<T>.Value;

    /// <summary>The path of the collection, of one object, or of one of its subresources.</summary>
    /// <param name="ns">Null or empty: across namespaces, or cluster-scoped.</param>
    public string Path(string? ns, string? name = null, string? subresource = null)
    {
        var path = new StringBuilder(96);
        if (Group.Length == 0)
            path.Append("/api/").Append(Version);
        else
            path.Append("/apis/").Append(Group).Append('/').Append(Version);
        if (!string.IsNullOrEmpty(ns))
            path.Append("/namespaces/").Append(Uri.EscapeDataString(ns));
        path.Append('/').Append(Resource);
        if (name is not null)
            path.Append('/').Append(Uri.EscapeDataString(name));
        if (subresource is not null)
            path.Append('/').Append(subresource);
        return path.ToString();
    }

    public override string ToString() => Group.Length == 0 ? $"{Resource}.{Version}" : $"{Resource}.{Version}.{Group}";

    private static class Cache<T>
    {
        public static readonly ResourceType Value = typeof(T).GetCustomAttribute<KubernetesEntityAttribute>() is { } entity
            ? new(entity.Group, entity.ApiVersion, entity.PluralName, entity.Kind)
            : throw new ArgumentException($"{typeof(T)} is not the model of a kind");
    }
}

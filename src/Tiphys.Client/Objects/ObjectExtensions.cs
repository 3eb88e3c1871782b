using k8s;
using k8s.Models;

namespace Tiphys.Client.Objects;

/// <summary>Short questions to any object.</summary>
public static class ObjectExtensions
{
    public static ObjectKey Key(this IKubernetesObject<V1ObjectMeta> obj) => new(obj.Metadata.NamespaceProperty ?? "", obj.Metadata.Name ?? "");

    /// <summary>A deletion was asked for and waits for grace time or finalizers.</summary>
    public static bool IsDeleting(this IKubernetesObject<V1ObjectMeta> obj) => obj.Metadata.DeletionTimestamp is not null;

    /// <summary>The owner reference with <c>controller: true</c>; null if there is none.</summary>
    public static V1OwnerReference? ControllerOf(this IKubernetesObject<V1ObjectMeta> obj)
    {
        if (obj.Metadata.OwnerReferences is not { } owners)
            return null;
        foreach (var owner in owners)
        {
            if (owner.Controller == true)
                return owner;
        }

        return null;
    }

    /// <summary>The value of a label; null if it has none of that name.</summary>
    public static string? Label(this IKubernetesObject<V1ObjectMeta> obj, string name) =>
        obj.Metadata.Labels is { } labels && labels.TryGetValue(name, out var value) ? value : null;

    /// <summary>The value of an annotation; null if it has none of that name.</summary>
    public static string? Annotation(this IKubernetesObject<V1ObjectMeta> obj, string name) =>
        obj.Metadata.Annotations is { } annotations && annotations.TryGetValue(name, out var value) ? value : null;

    public static bool HasFinalizer(this IKubernetesObject<V1ObjectMeta> obj, string name) => obj.Metadata.Finalizers?.Contains(name) == true;

    /// <summary>A reference for events about the object.</summary>
    public static V1ObjectReference Reference<T>(this T obj)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var dynamic = obj is DynamicObject or PartialObject;
        var type = dynamic ? null : ResourceType.Of<T>();
        return new()
        {
            ApiVersion = type?.ApiVersion ?? obj.ApiVersion,
            Kind = type?.Kind ?? obj.Kind,
            Name = obj.Metadata.Name,
            NamespaceProperty = obj.Metadata.NamespaceProperty,
            Uid = obj.Metadata.Uid,
            ResourceVersion = obj.Metadata.ResourceVersion,
        };
    }
}

using k8s;
using k8s.Models;

namespace Tiphys.Client.Informers;

/// <summary>Names and functions of the indexes that several readers share.</summary>
public static class Indexes
{
    /// <summary>Every cache has it.</summary>
    public const string Namespace = "namespace";

    /// <summary>By the uid of each owner reference.</summary>
    public const string OwnerUid = "ownerUid";

    /// <summary>Pods by <c>spec.nodeName</c>.</summary>
    public const string NodeName = "nodeName";

    public static IEnumerable<string> ByNamespace(IKubernetesObject<V1ObjectMeta> obj) => [obj.Metadata.NamespaceProperty ?? ""];

    public static IEnumerable<string> ByOwnerUid(IKubernetesObject<V1ObjectMeta> obj) =>
        obj.Metadata.OwnerReferences?.Select(owner => owner.Uid) ?? [];

    public static IEnumerable<string> ByNodeName(V1Pod pod) => string.IsNullOrEmpty(pod.Spec?.NodeName) ? [] : [pod.Spec.NodeName];
}

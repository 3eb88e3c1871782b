using k8s;
using k8s.Models;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.Ownership;

/// <summary>The controller of other objects: what an owner reference to it says.</summary>
internal sealed record OwnerIdentity(string ApiVersion, string Kind, string Namespace, string Name, string Uid)
{
    public ObjectKey Key => new(Namespace, Name);

    public static OwnerIdentity Of<T>(T owner)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = ResourceType.Of<T>();
        return new(type.ApiVersion, type.Kind, owner.Metadata.NamespaceProperty ?? "", owner.Metadata.Name, owner.Metadata.Uid);
    }

    public V1OwnerReference ToReference() => new()
    {
        ApiVersion = ApiVersion,
        Kind = Kind,
        Name = Name,
        Uid = Uid,
        Controller = true,
        BlockOwnerDeletion = true,
    };

    public bool Controls(IKubernetesObject<V1ObjectMeta> obj) => obj.ControllerOf()?.Uid == Uid;
}

using k8s.Models;

namespace Tiphys.Node.Volumes;

/// <summary>The API objects that pods of this node refer to, as fresh as a watch keeps them.</summary>
internal interface IReferencedObjects
{
    IEnumerable<V1Service> Services { get; }

    /// <summary>Null if there is none.</summary>
    Task<V1ConfigMap?> ConfigMapAsync(string ns, string name, CancellationToken cancellationToken);

    /// <summary>Null if there is none.</summary>
    Task<V1Secret?> SecretAsync(string ns, string name, CancellationToken cancellationToken);
}

using k8s;
using k8s.Models;

namespace Tiphys.Client.Objects;

/// <summary>An object of any kind of which only the metadata was asked for (meta.k8s.io/v1 PartialObjectMetadata).</summary>
public sealed record PartialObject : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The content type to ask for in Accept for one object.</summary>
    public const string Accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    /// <summary>The content type to ask for in Accept for a list.</summary>
    public const string AcceptList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();
}

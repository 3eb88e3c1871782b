using k8s;
using k8s.Models;
using Tiphys.Client.Json;

namespace Tiphys.Client.Objects;

/// <summary>Objects as <c>k8s.Models</c> classes.</summary>
internal sealed class ModelCodec<T>(ResourceType type, string accept = "application/json", string? acceptList = null) : IObjectCodec<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public string Accept { get; } = accept;

    public string AcceptList { get; } = acceptList ?? accept;

    public T Decode(ReadOnlyMemory<byte> utf8)
    {
        var value = KubeJson.Read<T>(utf8.Span);
        value.Metadata ??= new V1ObjectMeta();
        value.ApiVersion = type.ApiVersion;
        value.Kind = type.Kind;
        return value;
    }

    public byte[] Encode(T value)
    {
        if (string.IsNullOrEmpty(value.Kind))
            value.Kind = type.Kind;
        if (string.IsNullOrEmpty(value.ApiVersion))
            value.ApiVersion = type.ApiVersion;
        return KubeJson.Write(value);
    }
}

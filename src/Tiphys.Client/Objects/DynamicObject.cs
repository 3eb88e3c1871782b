using k8s;
using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Client.Json;

namespace Tiphys.Client.Objects;

/// <summary>An object of any kind as a document, with a typed view of its metadata.</summary>
public sealed class DynamicObject(DocObject document) : IKubernetesObject<V1ObjectMeta>
{
    private V1ObjectMeta? _metadata;

    /// <summary>The whole object. What is sent is this document.</summary>
    public DocObject Document { get; } = document;

    public string ApiVersion
    {
        get => Document.GetString("apiVersion") ?? "";
        set => Document["apiVersion"] = value;
    }

    public string Kind
    {
        get => Document.GetString("kind") ?? "";
        set => Document["kind"] = value;
    }

    /// <summary>A view made on first use; changes to it do not reach the document, setting it does.</summary>
    public V1ObjectMeta Metadata
    {
        get => _metadata ??= Document["metadata"] is { } node ? KubeJson.Read<V1ObjectMeta>(node.ToUtf8()) : new();
        set
        {
            _metadata = value;
            Document["metadata"] = DocReader.Parse(KubeJson.Write(value));
        }
    }
}

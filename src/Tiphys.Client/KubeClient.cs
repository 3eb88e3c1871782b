using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Requests;
using Tiphys.Client.Transport;

namespace Tiphys.Client;

/// <summary>The API server as its clients in this program see it.</summary>
/// <remarks>
/// Safe for any number of threads. Every failure the server states is an <see cref="Api.Errors.ApiException"/>; no answer at all is
/// an <see cref="ApiUnreachableException"/>.
/// </remarks>
/// <param name="transport">How requests reach the server, with whose identity.</param>
/// <param name="fieldManager">Names the writer in managedFields; null leaves it to the server.</param>
public sealed class KubeClient(IApiTransport transport, string? fieldManager = null)
{
    private readonly ConcurrentDictionary<Type, object> _typed = new();

    /// <summary>The same server for a writer of another name.</summary>
    public KubeClient As(string manager) => new(transport, manager);

    /// <summary>Objects of a model type: <c>client.For&lt;V1Pod&gt;()</c>.</summary>
    public ResourceClient<T> For<T>()
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (_typed.TryGetValue(typeof(T), out var found))
            return (ResourceClient<T>)found;
        var type = ResourceType.Of<T>();
        return (ResourceClient<T>)_typed.GetOrAdd(typeof(T), new ResourceClient<T>(this, type, new ModelCodec<T>(type)));
    }

    /// <summary>Objects of any type as documents.</summary>
    public ResourceClient<DynamicObject> Dynamic(ResourceType type) => new(this, type, new DynamicCodec(type));

    /// <summary>Objects of any type, metadata only. apiVersion and kind are those of the type.</summary>
    public ResourceClient<PartialObject> Partial(ResourceType type) =>
        new(this, type, new ModelCodec<PartialObject>(type, PartialObject.Accept, PartialObject.AcceptList));

    /// <summary>Assigns a pod to a node.</summary>
    public async Task BindAsync(V1Pod pod, string node, CancellationToken cancellationToken)
    {
        var binding = new V1Binding
        {
            ApiVersion = "v1",
            Kind = "Binding",
            Metadata = new() { Name = pod.Metadata.Name, NamespaceProperty = pod.Metadata.NamespaceProperty, Uid = pod.Metadata.Uid },
            Target = new() { ApiVersion = "v1", Kind = "Node", Name = node },
        };
        var path = For<V1Pod>().Type.Path(pod.Metadata.NamespaceProperty, pod.Metadata.Name, "binding");
        await SendAsync(new("POST", path) { Body = KubeJson.Write(binding) }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for a pod's eviction; 429 while a disruption budget forbids it.</summary>
    public async Task EvictAsync(string ns, string pod, long? gracePeriodSeconds, CancellationToken cancellationToken)
    {
        var eviction = new V1Eviction
        {
            ApiVersion = "policy/v1",
            Kind = "Eviction",
            Metadata = new() { Name = pod, NamespaceProperty = ns },
            DeleteOptions = gracePeriodSeconds is null ? null : new() { GracePeriodSeconds = gracePeriodSeconds },
        };
        var path = For<V1Pod>().Type.Path(ns, pod, "eviction");
        await SendAsync(new("POST", path) { Body = KubeJson.Write(eviction) }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for a token of a service account.</summary>
    public async Task<Authenticationv1TokenRequest> CreateTokenAsync(
        string ns, string serviceAccount, V1TokenRequestSpec spec, CancellationToken cancellationToken)
    {
        var request = new Authenticationv1TokenRequest
        {
            ApiVersion = "authentication.k8s.io/v1",
            Kind = "TokenRequest",
            Metadata = new(),
            Spec = spec,
        };
        var path = For<V1ServiceAccount>().Type.Path(ns, serviceAccount, "token");
        var body = await SendAsync(new("POST", path) { Body = KubeJson.Write(request) }, cancellationToken).ConfigureAwait(false);
        return KubeJson.Read<Authenticationv1TokenRequest>(body.Span);
    }

    /// <summary>Creates an object of a kind that is only ever posted, such as a review, and returns the answer.</summary>
    public async Task<T> PostAsync<T>(string path, T value, CancellationToken cancellationToken)
        where T : class
    {
        var body = await SendAsync(new("POST", path) { Body = KubeJson.Write(value) }, cancellationToken).ConfigureAwait(false);
        return KubeJson.Read<T>(body.Span);
    }

    /// <summary>GET of any path that answers a JSON object.</summary>
    public async Task<DocObject> GetDocumentAsync(string pathAndQuery, CancellationToken cancellationToken) =>
        DocReader.ParseObject(await SendAsync(new("GET", pathAndQuery), cancellationToken).ConfigureAwait(false));

    /// <summary>Sends a request of any form and returns the whole body of a successful answer.</summary>
    public async Task<ReadOnlyMemory<byte>> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        await using var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var body = await StatusReader.ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is < 200 or > 299)
            throw StatusReader.Read(response.StatusCode, body, response.RetryAfterSeconds);
        return body;
    }

    /// <summary>Sends a request and returns a successful answer with its body still to be read; the caller disposes it.</summary>
    public async Task<ApiResponse> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var response = await transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is >= 200 and <= 299)
            return response;
        await using (response)
        {
            var body = await StatusReader.ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
            throw StatusReader.Read(response.StatusCode, body, response.RetryAfterSeconds);
        }
    }

    internal string? FieldManager => fieldManager;
}

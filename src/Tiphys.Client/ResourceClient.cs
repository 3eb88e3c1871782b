using System.Runtime.CompilerServices;
using k8s;
using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Requests;
using Tiphys.Client.Transport;
using Tiphys.Client.Watching;

namespace Tiphys.Client;

/// <summary>The verbs of one resource. Namespaces are null or empty for cluster-scoped resources and across namespaces.</summary>
/// <remarks>Safe for any number of threads. Errors as of <see cref="KubeClient"/>.</remarks>
public sealed class ResourceClient<T>
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly KubeClient _client;
    private readonly IObjectCodec<T> _codec;

    internal ResourceClient(KubeClient client, ResourceType type, IObjectCodec<T> codec)
    {
        _client = client;
        _codec = codec;
        Type = type;
    }

    public ResourceType Type { get; }

    /// <summary>One object.</summary>
    public Task<T> GetAsync(string? ns, string name, CancellationToken cancellationToken) => ExchangeAsync("GET", Type.Path(ns, name), cancellationToken);

    /// <summary>One object, or null if there is none of that name.</summary>
    public async Task<T?> TryGetAsync(string? ns, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(ns, name, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 404)
        {
            return null;
        }
    }

    /// <summary>One page of the collection; everything unless the query sets a limit.</summary>
    public async Task<ObjectList<T>> ListAsync(string? ns, ListQuery query, CancellationToken cancellationToken)
    {
        var path = new QueryString(Type.Path(ns));
        query.AppendTo(path);
        var body = await _client.SendAsync(new("GET", path.ToString()) { Accept = _codec.AcceptList }, cancellationToken).ConfigureAwait(false);
        return ListReader.Read(body, _codec);
    }

    /// <summary>
    /// Events from a resource version on, until the server ends the stream or it is cancelled. An ERROR event ends it as an
    /// <see cref="ApiException"/>; 410 means that the version is too old and a list is due.
    /// </summary>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync(string? ns, ListQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = new QueryString(Type.Path(ns));
        path.Add("watch", "true");
        query.AppendTo(path);
        var request = new ApiRequest("GET", path.ToString()) { Accept = _codec.Accept };
        await using var response = await _client.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        var reader = new WatchReader<T>(response.Body, _codec);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } next)
            yield return next;
    }

    /// <summary>Creates the object in the namespace its metadata names.</summary>
    public Task<T> CreateAsync(T value, CancellationToken cancellationToken, WriteQuery? query = null) =>
        WriteAsync("POST", Type.Path(value.Metadata.NamespaceProperty), value, query, cancellationToken);

    /// <summary>Replaces the object; with a resource version in its metadata, only if that is still the current one.</summary>
    public Task<T> UpdateAsync(T value, CancellationToken cancellationToken, WriteQuery? query = null) =>
        WriteAsync("PUT", PathOf(value, null), value, query, cancellationToken);

    /// <summary>Replaces the object's status.</summary>
    public Task<T> UpdateStatusAsync(T value, CancellationToken cancellationToken, WriteQuery? query = null) =>
        WriteAsync("PUT", PathOf(value, "status"), value, query, cancellationToken);

    /// <summary>Replaces through another subresource, such as <c>finalize</c> or <c>approval</c>.</summary>
    public Task<T> UpdateSubresourceAsync(T value, string subresource, CancellationToken cancellationToken) =>
        WriteAsync("PUT", PathOf(value, subresource), value, null, cancellationToken);

    public async Task<T> PatchAsync(
        string? ns, string name, Patch patch, CancellationToken cancellationToken, string? subresource = null, WriteQuery? query = null)
    {
        var path = new QueryString(Type.Path(ns, name, subresource));
        (query ?? WriteQuery.Default).AppendTo(path, _client.FieldManager);
        var request = new ApiRequest("PATCH", path.ToString()) { Body = patch.Body, ContentType = patch.ContentType, Accept = _codec.Accept };
        return _codec.Decode(await _client.SendAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Deletes, or begins to delete, one object.</summary>
    public Task DeleteAsync(string? ns, string name, CancellationToken cancellationToken, DeleteQuery? query = null) =>
        _client.SendAsync(new("DELETE", Type.Path(ns, name)) { Body = Options(query) }, cancellationToken);

    /// <summary>Deletes, if it is there.</summary>
    /// <returns>False if there was none of that name (or of the uid that the query demands).</returns>
    public async Task<bool> TryDeleteAsync(string? ns, string name, CancellationToken cancellationToken, DeleteQuery? query = null)
    {
        try
        {
            await DeleteAsync(ns, name, cancellationToken, query).ConfigureAwait(false);
            return true;
        }
        catch (ApiException e) when (e.Code == 404 || (e.Code == 409 && query?.Uid is not null))
        {
            return false;
        }
    }

    /// <summary>Deletes whatever the list query selects.</summary>
    public Task DeleteCollectionAsync(string? ns, ListQuery query, CancellationToken cancellationToken, DeleteQuery? options = null)
    {
        var path = new QueryString(Type.Path(ns));
        query.AppendTo(path);
        return _client.SendAsync(new("DELETE", path.ToString()) { Body = Options(options) }, cancellationToken);
    }

    private static byte[] Options(DeleteQuery? query)
    {
        query ??= DeleteQuery.Default;
        return KubeJson.Write(new V1DeleteOptions
        {
            ApiVersion = "v1",
            Kind = "DeleteOptions",
            GracePeriodSeconds = query.GracePeriodSeconds,
            PropagationPolicy = query.PropagationPolicy,
            DryRun = query.DryRun ? ["All"] : null,
            Preconditions = query.Uid is null && query.ResourceVersion is null ? null : new() { Uid = query.Uid, ResourceVersion = query.ResourceVersion },
        });
    }

    private string PathOf(T value, string? subresource) => Type.Path(value.Metadata.NamespaceProperty, value.Metadata.Name, subresource);

    private Task<T> WriteAsync(string method, string path, T value, WriteQuery? query, CancellationToken cancellationToken)
    {
        var full = new QueryString(path);
        (query ?? WriteQuery.Default).AppendTo(full, _client.FieldManager);
        return ExchangeAsync(method, full.ToString(), cancellationToken, _codec.Encode(value));
    }

    private async Task<T> ExchangeAsync(string method, string path, CancellationToken cancellationToken, byte[]? body = null)
    {
        var answer = await _client.SendAsync(new(method, path) { Body = body, Accept = _codec.Accept }, cancellationToken).ConfigureAwait(false);
        return _codec.Decode(answer);
    }
}

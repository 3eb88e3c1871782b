using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.WatchCache;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Registry;

/// <summary>Writes of the server's own parts: store preconditions and system metadata, nothing else.</summary>
internal sealed class ObjectWriter(ObjectStore store, ObjectSchemas schemas, CatalogHolder catalog, TimeProvider time) : IObjectWriter
{
    public async ValueTask<StoredObject> CreateAsync(GroupResource resource, DocObject value, CancellationToken cancellationToken)
    {
        var (ns, name) = Identify(value);
        var metadata = ObjectMeta.Of(value);
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = ObjectMeta.Timestamp(time.GetUtcNow());
        if (GroupVersion.TryParse(value.GetString("apiVersion"), out var version) && catalog.Current.TryGetByKind(version, value.GetString("kind") ?? "", out var info))
            schemas.Default(info, value);
        return await CommitAsync(resource, ns, name, StoredDocument.Encode(value), 0, cancellationToken).ConfigureAwait(false)
            ?? throw ApiException.AlreadyExists(resource, name);
    }

    public async ValueTask<StoredObject> UpdateAsync(GroupResource resource, DocObject value, CancellationToken cancellationToken)
    {
        var (ns, name) = Identify(value);
        _ = long.TryParse(ObjectMeta.Of(value).GetString("resourceVersion"), out var expected);
        if (await store.GetAsync(resource, ns, name, cancellationToken).ConfigureAwait(false) is null)
            throw ApiException.NotFound(resource, name);
        return await CommitAsync(resource, ns, name, StoredDocument.Encode(value), expected, cancellationToken).ConfigureAwait(false)
            ?? throw ApiException.Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");
    }

    public async ValueTask DeleteAsync(GroupResource resource, string ns, string name, CancellationToken cancellationToken)
    {
        while (await store.GetAsync(resource, ns, name, cancellationToken).ConfigureAwait(false) is { } current)
        {
            StoreWrite[] writes = [ObjectStore.Write(resource, ns, name, null, current.Revision)];
            if ((await store.CommitAsync(writes, cancellationToken).ConfigureAwait(false)).Committed)
                return;
        }
    }

    private static (string Namespace, string Name) Identify(DocObject value)
    {
        var metadata = ObjectMeta.Of(value);
        return (metadata.GetString("namespace") ?? "", metadata.GetString("name") ?? throw new ArgumentException("the object has no name", nameof(value)));
    }

    private async ValueTask<StoredObject?> CommitAsync(GroupResource resource, string ns, string name, byte[] stored, long expected, CancellationToken cancellationToken)
    {
        StoreWrite[] writes = [ObjectStore.Write(resource, ns, name, stored, expected)];
        var commit = await store.CommitAsync(writes, cancellationToken).ConfigureAwait(false);
        return commit.Committed ? ResourceCache.MakeEntry(KeyLayout.ObjectKey(ns, name), stored, commit.Revision, commit.Revision) : null;
    }
}

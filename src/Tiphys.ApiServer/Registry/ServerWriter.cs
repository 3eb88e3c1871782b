using Microsoft.AspNetCore.Http;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Registry;

/// <summary>Creates of the server's own that must go the whole way, claims and defaults included, with the server's identity.</summary>
internal sealed class ServerWriter(ObjectCreator creator, CatalogHolder catalog, TimeProvider time)
{
    private static readonly UserInfo Identity = new("system:apiserver") { Groups = ["system:masters", "system:authenticated"] };

    public DateTimeOffset Now => time.GetUtcNow();

    public async Task CreateAsync(GroupResource resource, DocObject document, CancellationToken cancellationToken)
    {
        if (!GroupVersion.TryParse(document.GetString("apiVersion"), out var version) || !catalog.Current.TryGet(version, resource.Resource, out var info))
            throw new ArgumentException($"{resource} is not served", nameof(resource));
        var ns = document.GetObject("metadata")?.GetString("namespace") ?? "";
        await creator.CreateAsync(RequestFor(info, ns, "", "create", cancellationToken), document).ConfigureAwait(false);
    }

    /// <summary>A request of the server's own, as the registry takes it.</summary>
    public WriteRequest RequestFor(ResourceInfo resource, string ns, string name, string verb, CancellationToken cancellationToken)
    {
        var http = new DefaultHttpContext { RequestAborted = cancellationToken };
        var path = new RequestInfo
        {
            Path = "",
            Method = verb == "create" ? "POST" : "DELETE",
            Verb = verb,
            IsResourceRequest = true,
            Group = resource.GroupVersion.Group,
            Version = resource.GroupVersion.Version,
            Resource = resource.Resource,
            Namespace = ns,
            Name = name,
            Query = RequestQuery.Empty,
        };
        return new()
        {
            Context = new(http, path) { User = Identity },
            Resource = resource,
            Namespace = ns,
            Name = name,
            FieldManager = "tiphys-server",
        };
    }
}

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
        var http = new DefaultHttpContext { RequestAborted = cancellationToken };
        var path = new RequestInfo { Path = "", Method = "POST", Verb = "create", IsResourceRequest = true, Query = RequestQuery.Empty };
        var request = new WriteRequest
        {
            Context = new(http, path) { User = Identity },
            Resource = info,
            Namespace = document.GetObject("metadata")?.GetString("namespace") ?? "",
            Name = "",
            FieldManager = "tiphys-server",
        };
        await creator.CreateAsync(request, document).ConfigureAwait(false);
    }
}

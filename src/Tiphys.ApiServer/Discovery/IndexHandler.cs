using Tiphys.Api.Documents;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Discovery;

/// <summary>Answers / with the paths that are served.</summary>
internal sealed class IndexHandler(PathTable paths, Publisher publisher) : IRequestHandler
{
    public Task HandleAsync(RequestContext context)
    {
        var served = publisher.Current.Catalog.All
            .SelectMany(resource => resource.GroupVersion.Group.Length == 0
                ? ["/api", $"/api/{resource.GroupVersion.Version}"]
                : new[] { "/apis", $"/apis/{resource.GroupVersion.Group}", $"/apis/{resource.GroupVersion}" })
            .Concat(paths.Paths)
            .Distinct()
            .Order(StringComparer.Ordinal);
        var document = new DocObject { { "paths", new DocArray(served.Select(path => (DocNode)path)) } };
        return Responder.WriteAsync(context, 200, document, ResponseFormat.Json with { Pretty = true });
    }
}

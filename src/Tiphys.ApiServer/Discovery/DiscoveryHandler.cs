using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Protobuf;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Discovery;

/// <summary>Answers /api, /apis and what stands below them down to a version.</summary>
internal sealed class DiscoveryHandler(Publisher publisher) : IRequestHandler
{
    public Task HandleAsync(RequestContext context)
    {
        if (context.Info.Method is not ("GET" or "HEAD"))
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        var documents = publisher.Current.Discovery;
        var parts = context.Info.Path.Trim('/').Split('/');
        return parts switch
        {
            ["api"] => Root(context, documents.AggregatedCore, () => documents.CoreVersions(context.Http.Request.Host.Value ?? "")),
            ["apis"] => Root(context, documents.Aggregated, () => documents.GroupList),
            ["api", var version] => documents.TryGetResources(new("", version), out var core) ? Legacy(context, core) : throw ApiException.NoSuchPath(),
            ["apis", var group] => documents.TryGetGroup(group, out var one) ? Legacy(context, one) : Responder.WriteTextAsync(context, 404, "404 page not found\n"),
            ["apis", var group, var version] => documents.TryGetResources(new(group, version), out var list) ? Legacy(context, list) : throw ApiException.NoSuchPath(),
            _ => throw ApiException.NoSuchPath(),
        };
    }

    private static Task Root(RequestContext context, Func<string, ReadOnlyMemory<byte>> aggregated, Func<ReadOnlyMemory<byte>> legacy)
    {
        if (AggregatedType(context) is not { } type)
            return Legacy(context, legacy());
        var document = aggregated("v2");
        return DocumentResponder.WriteAsync(context, $"{type};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", DiscoveryForms.Of(document, type), "public", document);
    }

    private static Task Legacy(RequestContext context, ReadOnlyMemory<byte> document)
    {
        var format = AcceptHeader.Negotiate(context.Http.Request, allowShapes: false, allowProtobuf: true);
        if (format.IsPlain)
            return Responder.WriteBytesAsync(context, 200, format.ContentType, document);
        return format.Encoding == ResponseEncoding.Protobuf
            ? Responder.WriteBytesAsync(context, 200, format.ContentType, DiscoveryForms.Of(document, format.ContentType))
            : Responder.WriteAsync(context, 200, DocReader.Parse(document), format);
    }

    /// <summary>The encoding of aggregated discovery that the client likes best; null if it wants the old documents, or likes those better.</summary>
    private static string? AggregatedType(RequestContext context)
    {
        foreach (var clause in AcceptClause.ReadAll(context.Http.Request.Headers.Accept))
        {
            var isKnown = clause.Type is "application/json" or "application/yaml" or ProtobufCodec.MediaType;
            if (clause["as"] is null)
            {
                if (isKnown || clause.Type is "*/*" or "application/*")
                    return null;
            }
            else if (isKnown && clause["as"] == "APIGroupDiscoveryList" && clause["g"] == "apidiscovery.k8s.io" && clause["v"] == "v2")
            {
                return clause.Type;
            }
        }

        return null;
    }
}

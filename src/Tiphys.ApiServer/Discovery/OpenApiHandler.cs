using Tiphys.Api.OpenApi;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Discovery;

/// <summary>Answers /openapi/v2, /openapi/v3 and the document of each group and version below it.</summary>
internal sealed class OpenApiHandler(Publisher publisher) : IRequestHandler
{
    private const string V3Prefix = "/openapi/v3/";
    private static readonly string[] V2Types = ["application/json", "application/*", "*/*", OpenApiDocuments.V2ProtobufRequested, OpenApiDocuments.V2ProtobufMediaType];

    public Task HandleAsync(RequestContext context)
    {
        var documents = publisher.Current.OpenApi;
        return context.Info.Path.TrimEnd('/') switch
        {
            "/openapi/v2" => V2(context, documents),
            "/openapi/v3" => DocumentResponder.WriteAsync(context, "application/json", documents.V3Index),
            var path => V3(context, documents, path[V3Prefix.Length..]),
        };
    }

    private static Task V2(RequestContext context, OpenApiDocuments documents)
    {
        var accept = context.Http.Request.Headers.Accept.ToString();
        if (accept.Length > 0 && !V2Types.Any(type => accept.Contains(type, StringComparison.Ordinal)))
        {
            context.Http.Response.StatusCode = 406;
            return Task.CompletedTask;
        }

        return accept.Contains(OpenApiDocuments.V2ProtobufRequested, StringComparison.Ordinal) || accept.Contains(OpenApiDocuments.V2ProtobufMediaType, StringComparison.Ordinal)
            ? DocumentResponder.WriteAsync(context, OpenApiDocuments.V2ProtobufMediaType, documents.V2Protobuf)
            : DocumentResponder.WriteAsync(context, "application/json", documents.V2);
    }

    private static Task V3(RequestContext context, OpenApiDocuments documents, string path)
    {
        if (!documents.TryGetV3(path, out var document))
        {
            context.Http.Response.StatusCode = 404;
            return Task.CompletedTask;
        }

        if (context.Info.Query.Get("hash") is not { Length: > 0 } asked)
            return DocumentResponder.WriteAsync(context, "application/json", document);
        var hash = documents.V3Hash(path);
        if (asked != hash)
        {
            context.Http.Response.StatusCode = 301;
            context.Http.Response.Headers.Location = $"{V3Prefix}{path}?hash={hash}";
            return Task.CompletedTask;
        }

        // The hash names the content: this answer holds for ever.
        return DocumentResponder.WriteAsync(context, "application/json", document, "public, immutable");
    }
}

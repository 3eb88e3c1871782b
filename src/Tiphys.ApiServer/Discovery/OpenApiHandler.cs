using Tiphys.Api.OpenApi;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Discovery;

/// <summary>Answers /openapi/v2, /openapi/v3 and the document of each group and version below it.</summary>
internal sealed class OpenApiHandler(Publisher publisher) : IRequestHandler
{
    private const string Json = "application/json";
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
            return Bare(context, 404);
        context.Http.Response.Headers.Vary = "Accept";
        if (V3Type(context) is not { } type)
            return Bare(context, 406);
        var hash = documents.V3Hash(path);
        var asked = context.Info.Query.Get("hash") ?? "";
        if (asked.Length > 0 && asked != hash)
        {
            context.Http.Response.Headers.Location = $"{V3Prefix}{path}?hash={hash}";
            return Bare(context, 301);
        }

        // The hash names the content: this answer holds for ever.
        var caching = asked.Length > 0 ? "public, immutable" : null;
        return type == Json || !documents.TryGetV3Protobuf(path, out var protobuf)
            ? DocumentResponder.WriteAsync(context, Json, document, caching)
            : DocumentResponder.WriteAsync(context, type, protobuf, caching, document);
    }

    /// <summary>What a v3 document is sent as; null if the client takes neither.</summary>
    private static string? V3Type(RequestContext context)
    {
        var accept = context.Http.Request.Headers.Accept;
        if (accept.All(string.IsNullOrWhiteSpace))
            return Json;
        foreach (var clause in AcceptClause.ReadAll(accept))
        {
            if (clause.Type is Json or "application/*" or "*/*")
                return Json;
            if (clause.Type is OpenApiDocuments.V3ProtobufMediaType or OpenApiDocuments.V3ProtobufRequested)
                return OpenApiDocuments.V3ProtobufMediaType;
        }

        return null;
    }

    private static Task Bare(RequestContext context, int code)
    {
        context.Http.Response.StatusCode = code;
        return Task.CompletedTask;
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
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
        if (AggregatedVersion(context) is not { } version)
            return Legacy(context, legacy());
        return DocumentResponder.WriteAsync(context, $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList", aggregated(version), "public");
    }

    private static Task Legacy(RequestContext context, ReadOnlyMemory<byte> document)
    {
        var format = AcceptHeader.Negotiate(context.Http.Request, allowShapes: false, allowProtobuf: false);
        return format.IsPlain
            ? Responder.WriteBytesAsync(context, 200, format.ContentType, document)
            : Responder.WriteAsync(context, 200, DocReader.Parse(document), format);
    }

    /// <summary>The version of aggregated discovery that the client puts first; null if it wants the old documents.</summary>
    private static string? AggregatedVersion(RequestContext context)
    {
        foreach (var clause in context.Http.Request.Headers.Accept.SelectMany(line => (line ?? "").Split(',')))
        {
            var parameters = clause.Split(';', StringSplitOptions.TrimEntries);
            if (parameters[0] != "application/json")
                continue;
            if (!parameters.Contains("as=APIGroupDiscoveryList") || !parameters.Contains("g=apidiscovery.k8s.io"))
                return null;
            if (parameters.Contains("v=v2"))
                return "v2";
        }

        return null;
    }
}

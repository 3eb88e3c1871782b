using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Content;

/// <summary>Answers the same document to everybody who may read it.</summary>
public sealed class FixedDocumentHandler(string contentType, ReadOnlyMemory<byte> document) : IRequestHandler
{
    public async Task HandleAsync(RequestContext context)
    {
        var response = context.Http.Response;
        response.ContentType = contentType;
        response.ContentLength = document.Length;
        await response.Body.WriteAsync(document, context.Aborted).ConfigureAwait(false);
    }
}

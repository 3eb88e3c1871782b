using System.Buffers;
using Tiphys.Api.Documents;
using Tiphys.Api.Protobuf;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Answers with one stored object: its bytes as they are whenever nothing has to be changed in them.</summary>
internal sealed class ObjectResponder(ObjectSchemas schemas, ShapeWriter shapes)
{
    /// <summary>The format that the client wants an object of this resource in.</summary>
    public static ResponseFormat Negotiate(RequestContext context, ResourceInfo resource) =>
        AcceptHeader.Negotiate(context.Http.Request, allowShapes: true, allowProtobuf: DocumentEncoder.HasProtobuf(resource));

    /// <param name="utf8">The whole object in the storage version.</param>
    public async Task WriteAsync(RequestContext context, int code, ResourceInfo resource, ReadOnlyMemory<byte> utf8)
    {
        var format = Negotiate(context, resource);
        if (format.IsPlain && schemas.CanServe(resource, utf8.Span))
        {
            await Responder.WriteBytesAsync(context, code, format.ContentType, utf8).ConfigureAwait(false);
            return;
        }

        if (format is { Encoding: ResponseEncoding.Protobuf, Shape: ResponseShape.Object } && resource.IsStorageVersion)
        {
            var message = new ArrayBufferWriter<byte>(utf8.Length);
            if (ProtobufCodec.TryEncode(message, utf8.Span))
            {
                await Responder.WriteBytesAsync(context, code, format.ContentType, message.WrittenMemory).ConfigureAwait(false);
                return;
            }
        }

        var document = await schemas.FromStorageAsync(resource, utf8, context.Aborted).ConfigureAwait(false);
        await WriteAsync(context, code, resource, document, format).ConfigureAwait(false);
    }

    /// <param name="document">The object in the version of the request.</param>
    public Task WriteAsync(RequestContext context, int code, ResourceInfo resource, DocObject document, ResponseFormat format) => format.Shape switch
    {
        ResponseShape.Table => Responder.WriteAsync(context, code, shapes.Table(resource, [document], context.Info.Query.Get("includeObject"), document.GetObject("metadata")), format),
        ResponseShape.PartialMetadata => Responder.WriteAsync(context, code, ShapeWriter.Partial(document), format),
        _ => Responder.WriteAsync(context, code, document, format),
    };
}

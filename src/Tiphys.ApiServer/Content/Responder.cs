using System.Buffers;
using System.Globalization;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Content;

/// <summary>Writes whole answers: stored bytes as they are, documents in the format that was negotiated, errors as Status.</summary>
internal static class Responder
{
    /// <summary>Sends bytes that are an encoded object already.</summary>
    public static async Task WriteBytesAsync(RequestContext context, int code, string contentType, ReadOnlyMemory<byte> body)
    {
        var response = context.Http.Response;
        WriteHead(context, code, contentType);
        response.ContentLength = body.Length;
        if (context.KeepBodies)
            context.ResponseObject = body;
        if (context.Info.Method == "HEAD")
            return;
        response.BodyWriter.Write(body.Span);
        await response.BodyWriter.FlushAsync(context.Aborted).ConfigureAwait(false);
    }

    /// <summary>Sends a document.</summary>
    public static Task WriteAsync(RequestContext context, int code, DocNode document, ResponseFormat format)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        var contentType = DocumentEncoder.Write(buffer, document, format);
        return WriteBytesAsync(context, code, contentType, buffer.WrittenMemory);
    }

    /// <summary>Sends plain text, as paths do that are not of the API.</summary>
    public static Task WriteTextAsync(RequestContext context, int code, string text)
    {
        context.Http.Response.Headers.XContentTypeOptions = "nosniff";
        return WriteBytesAsync(context, code, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Sends an error as its Status; nothing can be done if the answer has begun, so then the connection is cut.</summary>
    public static Task WriteErrorAsync(RequestContext context, ApiException error)
    {
        var response = context.Http.Response;
        if (response.HasStarted)
        {
            context.Http.Abort();
            return Task.CompletedTask;
        }

        response.Headers.Remove("Content-Encoding");
        if (error.RetryAfterSeconds > 0)
            response.Headers.RetryAfter = error.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, error.Code, error.ToStatus(), AcceptHeader.NegotiateOrJson(context.Http.Request));
    }

    /// <summary>Status line and the headers that every answer has.</summary>
    public static void WriteHead(RequestContext context, int code, string contentType)
    {
        var response = context.Http.Response;
        response.StatusCode = code;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-cache, private";
        if (context.HasWarnings)
            WarningHeader.Write(response, context.Warnings);
    }
}

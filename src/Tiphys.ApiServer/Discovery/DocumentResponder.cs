using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Discovery;

/// <summary>Sends prebuilt documents with an entity tag, or 304 if the client has them.</summary>
internal static class DocumentResponder
{
    private const int CompressFrom = 128 << 10;
    private static readonly ConditionalWeakTable<byte[], string> Tags = [];

    /// <param name="document">Shared bytes that never change; their hash is kept as long as they live.</param>
    /// <param name="cacheControl">What caches may do with the answer, if not what they may with all answers: nothing.</param>
    /// <param name="of">The document whose tag the answer has, if it is another form of it.</param>
    public static async Task WriteAsync(RequestContext context, string contentType, ReadOnlyMemory<byte> document, string? cacheControl = null, ReadOnlyMemory<byte>? of = null)
    {
        var response = context.Http.Response;
        if (cacheControl is not null)
            response.OnStarting(SetCacheControl, (response.Headers, cacheControl));
        var tag = TagOf(of ?? document);
        response.Headers.ETag = tag;
        response.Headers.Vary = "Accept";
        if (context.Http.Request.Headers.IfNoneMatch == tag)
        {
            response.StatusCode = 304;
            return;
        }

        if (document.Length < CompressFrom || !Compression.IsWanted(context.Http, int.MaxValue))
        {
            await Responder.WriteBytesAsync(context, 200, contentType, document).ConfigureAwait(false);
            return;
        }

        Responder.WriteHead(context, 200, contentType);
        await Compression.WriteAsync(context, document).ConfigureAwait(false);
    }

    private static Task SetCacheControl(object state)
    {
        var (headers, value) = ((IHeaderDictionary, string))state;
        headers.CacheControl = value;
        return Task.CompletedTask;
    }

    public static string TagOf(ReadOnlyMemory<byte> document)
    {
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(document, out var segment);
        return Tags.GetValue(segment.Array!, static bytes => $"\"{Convert.ToHexString(SHA512.HashData(bytes))}\"");
    }
}

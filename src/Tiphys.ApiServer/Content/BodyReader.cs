using System.Buffers;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Content;

/// <summary>Reads a request's body whole, into bytes of exactly its size, never more than the limit.</summary>
internal static class BodyReader
{
    /// <summary>Upstream's bound of a request body.</summary>
    public const int MaxBytes = 3 << 20;

    private const int BelievedBytes = 64 << 10;

    /// <exception cref="ApiException">400: the body is malformed; 413: it is larger than <see cref="MaxBytes"/>.</exception>
    public static async ValueTask<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadBodyAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (e is not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            // Chunk sizes beyond any number come as this and not as the framework's own refusal.
            throw ApiException.BadRequest($"the body of the request cannot be read: {e.Message}");
        }
    }

    private static async ValueTask<byte[]> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
            throw TooLarge();
        if (request.ContentLength is { } length)
            return await ReadAsync(request.Body, (int)length, cancellationToken).ConfigureAwait(false);

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.Buffer.Length > MaxBytes)
                throw TooLarge();
            if (read.IsCompleted)
            {
                var whole = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return whole;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async ValueTask<byte[]> ReadAsync(Stream body, int length, CancellationToken cancellationToken)
    {
        // What a client announces costs nothing until it comes.
        var buffer = GC.AllocateUninitializedArray<byte>(Math.Min(length, BelievedBytes));
        var read = 0;
        while (true)
        {
            await body.ReadExactlyAsync(buffer.AsMemory(read), cancellationToken).ConfigureAwait(false);
            read = buffer.Length;
            if (read == length)
                return buffer;
            Array.Resize(ref buffer, Math.Min(length, read * 4));
        }
    }

    public static ApiException TooLarge() =>
        new(413, StatusReason.RequestEntityTooLarge, $"Request entity too large: limit is {MaxBytes}");
}

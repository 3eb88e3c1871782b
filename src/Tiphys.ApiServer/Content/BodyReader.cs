using System.Buffers;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Content;

/// <summary>Reads a request's body whole, into bytes of exactly its size, never more than the limit.</summary>
internal static class BodyReader
{
    /// <summary>Upstream's bound of a request body.</summary>
    public const int MaxBytes = 3 << 20;

    /// <exception cref="ApiException">413: the body is larger than <see cref="MaxBytes"/>.</exception>
    public static async ValueTask<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBytes)
            throw TooLarge();
        if (request.ContentLength is { } length)
        {
            var exact = GC.AllocateUninitializedArray<byte>((int)length);
            await request.Body.ReadExactlyAsync(exact, cancellationToken).ConfigureAwait(false);
            return exact;
        }

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

    private static ApiException TooLarge() =>
        new(413, StatusReason.RequestEntityTooLarge, $"Request entity too large: limit is {MaxBytes}");
}

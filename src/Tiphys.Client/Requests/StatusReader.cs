using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Client.Transport;

namespace Tiphys.Client.Requests;

/// <summary>Makes an <see cref="ApiException"/> from a failed answer.</summary>
internal static class StatusReader
{
    private const int MostTextInMessage = 512;

    public static ApiException Read(int code, ReadOnlyMemory<byte> body, int retryAfterSeconds)
    {
        if (TryParse(body) is { } status && status.GetString("kind") == "Status")
            return FromStatus(status, code, retryAfterSeconds);
        var text = System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, MostTextInMessage)]).Trim();
        return new(code, ReasonOf(code), text.Length > 0 ? text : $"the server answered {code}") { RetryAfterSeconds = retryAfterSeconds };
    }

    public static ApiException FromStatus(DocObject status, int code = 0, int retryAfterSeconds = 0)
    {
        var details = status.GetObject("details");
        var stated = (int)(status.GetInt64("code") ?? code);
        return new(stated, status.GetString("reason") ?? ReasonOf(stated), status.GetString("message") ?? $"the server answered {stated}")
        {
            DetailsGroup = details?.GetString("group"),
            DetailsKind = details?.GetString("kind"),
            DetailsName = details?.GetString("name"),
            DetailsUid = details?.GetString("uid"),
            RetryAfterSeconds = (int)(details?.GetInt64("retryAfterSeconds") ?? retryAfterSeconds),
            Causes = details?.GetArray("causes")?.Objects().Select(Cause).ToArray() ?? [],
        };
    }

    public static async Task<byte[]> ReadBodyAsync(ApiResponse response, CancellationToken cancellationToken)
    {
        try
        {
            using var buffer = new MemoryStream();
            await response.Body.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
            return buffer.ToArray();
        }
        catch (IOException e)
        {
            throw new ApiUnreachableException("the answer broke off", e);
        }
    }

    private static StatusCause Cause(DocObject cause) =>
        new(cause.GetString("reason") ?? "", cause.GetString("message") ?? "", cause.GetString("field") ?? "");

    private static DocObject? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return DocReader.Parse(body) as DocObject;
        }
        catch (DocFormatException)
        {
            // A proxy or a crash answers in plain text: the code then says it all.
            return null;
        }
    }

    private static string ReasonOf(int code) => code switch
    {
        400 => StatusReason.BadRequest,
        401 => StatusReason.Unauthorized,
        403 => StatusReason.Forbidden,
        404 => StatusReason.NotFound,
        405 => StatusReason.MethodNotAllowed,
        409 => StatusReason.Conflict,
        410 => StatusReason.Gone,
        422 => StatusReason.Invalid,
        429 => StatusReason.TooManyRequests,
        503 => StatusReason.ServiceUnavailable,
        504 => StatusReason.Timeout,
        _ => StatusReason.InternalError,
    };
}

using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Subresources.Streaming;

/// <summary>
/// Carries an upgraded connection: repeats the client's upgrade towards the target, and once both sides have switched moves bytes untouched.
/// </summary>
/// <remarks>
/// A target that does not switch has its answer relayed and its connection closed: it must never be reused for what the client sends next
/// (CVE-2018-1002105).
/// </remarks>
internal static class UpgradeTunnel
{
    private const int MaxHeadBytes = 64 << 10;
    private const int MaxErrorBody = 64 << 10;
    private const int CopyBuffer = 64 << 10;

    public static bool IsUpgrade(HttpContext http) =>
        http.Request.Headers.Connection.ToString().Contains("upgrade", StringComparison.OrdinalIgnoreCase) && http.Request.Headers.Upgrade.Count > 0;

    /// <param name="target">A fresh connection; closed at the end.</param>
    /// <param name="host">What the request's Host header says.</param>
    /// <param name="pathAndQuery">Escaped.</param>
    /// <param name="identity">Headers that tell the target who asks; none for targets that are not to know.</param>
    public static async Task RunAsync(
        RequestContext context, Stream target, string host, string pathAndQuery, IReadOnlyList<(string Name, string Value)>? identity = null)
    {
        await using var closing = target.ConfigureAwait(false);
        var head = UpgradeRequest.Write(context.Http.Request, host, pathAndQuery, identity ?? []);
        await target.WriteAsync(head, context.Aborted).ConfigureAwait(false);
        var (answer, rest) = await ReadHeadAsync(target, context.Aborted).ConfigureAwait(false);
        if (answer.Code != 101)
        {
            await RelayRefusalAsync(context, answer, rest, target).ConfigureAwait(false);
            return;
        }

        var upgrade = context.Http.Features.Get<IHttpUpgradeFeature>();
        if (upgrade is not { IsUpgradableRequest: true })
            throw ApiException.BadRequest("Upgrade request required");
        answer.CopyTo(context.Http.Response);
        var client = await upgrade.UpgradeAsync().ConfigureAwait(false);
        if (!rest.IsEmpty)
            await client.WriteAsync(rest, context.Aborted).ConfigureAwait(false);
        await PumpAsync(client, target, context.Aborted).ConfigureAwait(false);
    }

    private static async Task<(UpgradeAnswer Answer, ReadOnlyMemory<byte> Surplus)> ReadHeadAsync(Stream target, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (true)
        {
            var read = await target.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new ApiException(502, StatusReason.InternalError, "the target closed the connection before it answered");
            length += read;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
                return (UpgradeAnswer.Parse(Encoding.Latin1.GetString(buffer, 0, end)), buffer.AsMemory(end + 4, length - end - 4));
            if (length == MaxHeadBytes)
                throw new ApiException(502, StatusReason.InternalError, "the target's answer has too many headers");
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private static async Task RelayRefusalAsync(RequestContext context, UpgradeAnswer answer, ReadOnlyMemory<byte> start, Stream target)
    {
        var body = new MemoryStream();
        body.Write(start.Span);
        var wanted = Math.Min(answer.ContentLength ?? MaxErrorBody, MaxErrorBody);
        var buffer = new byte[4096];
        while (body.Length < wanted)
        {
            var read = await target.ReadAsync(buffer, context.Aborted).ConfigureAwait(false);
            if (read == 0)
                break;
            body.Write(buffer, 0, read);
        }

        // A target may say anything but must not make the client believe that it has switched, or send it elsewhere.
        var code = answer.Code is >= 400 and < 600 ? answer.Code : 502;
        await Responder.WriteBytesAsync(context, code, answer.ContentType, body.GetBuffer().AsMemory(0, (int)body.Length)).ConfigureAwait(false);
    }

    private static async Task PumpAsync(Stream client, Stream target, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var upward = CopyAsync(client, target, ending.Token);
        var downward = CopyAsync(target, client, ending.Token);

        // When the target has said everything the stream is over. When only the client has, the target may still have an answer to give.
        if (await Task.WhenAny(upward, downward).ConfigureAwait(false) == upward)
            await downward.ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(upward, downward).ConfigureAwait(false);
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[CopyBuffer];
        try
        {
            while (await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                await to.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            if (to is System.Net.Security.SslStream secured)
                await secured.ShutdownAsync().ConfigureAwait(false);
            else if (to is System.Net.Sockets.NetworkStream plain)
                plain.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or System.Net.Sockets.SocketException)
        {
            // One side has gone; the other direction ends with it.
        }
    }
}

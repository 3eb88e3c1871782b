using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Subresources.Proxying;

/// <summary>Puts absolute links of proxied pages behind the proxy's path, so that a browser stays within it.</summary>
internal static partial class HtmlLinks
{
    /// <summary>Pages larger than this are passed on as they are: rewriting needs the page whole.</summary>
    private const int MaxBytes = 4 << 20;

    public static bool IsHtml(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType == "text/html" && answer.Content.Headers.ContentEncoding.Count == 0
        && answer.Content.Headers.ContentLength is null or <= MaxBytes;

    public static async Task RewriteAsync(Stream page, HttpResponse response, string prefix, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBytes + 1];
        var length = await page.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (length > MaxBytes)
            throw new ApiException(502, StatusReason.InternalError, "the proxied page is too large");
        var text = Encoding.Latin1.GetString(buffer, 0, length);
        var rewritten = Link().Replace(text, match => $"{match.Groups[1].Value}{prefix}{match.Groups[2].Value}");
        await response.Body.WriteAsync(Encoding.Latin1.GetBytes(rewritten), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An attribute that holds an address, with the address beginning in one slash.</summary>
    [GeneratedRegex("""(\b(?:href|src|action|cite|data|longdesc|formaction|poster|background|manifest|icon|codebase|classid|profile|usemap)\s*=\s*["']?)(/[^/])""", RegexOptions.IgnoreCase)]
    private static partial Regex Link();
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Tiphys.ApiServer.Content;

/// <summary>Warning headers (RFC 7234, code 299), as clients of Kubernetes show them.</summary>
internal static class WarningHeader
{
    /// <summary>Together the texts stay below this, as upstream bounds them; what is beyond is cut.</summary>
    private const int MaxTotal = 4096;

    private const int MaxEach = 256;

    public static void Write(HttpResponse response, IEnumerable<string> warnings)
    {
        var texts = warnings.Distinct().ToArray();
        var tooLong = texts.Sum(text => text.Length) > MaxTotal;
        var (headers, total) = (new List<string>(), 0);
        foreach (var text in texts)
        {
            var shown = tooLong && text.Length > MaxEach ? text[..MaxEach] : text;
            total += shown.Length;
            if (total > MaxTotal)
                break;
            headers.Add($"299 - \"{Escape(shown)}\"");
        }

        response.Headers.Warning = new StringValues([.. headers]);
    }

    private static string Escape(string text)
    {
        var clean = new string([.. text.Select(c => c is < ' ' or > '~' ? ' ' : c)]);
        return clean.Replace("\\", "\\\\").Replace("\"", "\\\"");
    }
}

using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>The id by which a request is known to its client, to audit and to servers behind this one: the client's own, if it fits a header, or a new one.</summary>
internal static class AuditId
{
    private const string Header = "Audit-Id";
    private const int Longest = 64;

    /// <summary>Gives the answer its id.</summary>
    public static void Assign(HttpContext http)
    {
        var given = http.Request.Headers[Header].ToString();
        http.Response.Headers[Header] = given.Length is > 0 and <= Longest && IsPlain(given) ? given : Guid.NewGuid().ToString();
    }

    public static string Of(HttpContext http) => http.Response.Headers[Header].ToString();

    private static bool IsPlain(string text) => Ascii.IsValid(text) && !text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.Contains('\u007f');
}

using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>An absolute URL or an absolute path, cut into its parts.</summary>
internal sealed class UrlValue : CelObject
{
    private UrlValue(string text) => Text = text;

    public string Text { get; }

    public string Scheme { get; private init; } = "";

    /// <summary>Host and port as they are written, user information left out.</summary>
    public string Host { get; private init; } = "";

    public string EscapedPath { get; private init; } = "";

    public string Query { get; private init; } = "";

    public override CelType Type => LibraryTypes.Url;

    /// <summary>The host without port and without the brackets of an IPv6 address.</summary>
    public string Hostname
    {
        get
        {
            var bracket = Host.IndexOf(']');
            if (Host.StartsWith('[') && bracket > 0)
                return Host[1..bracket];
            var colon = Host.IndexOf(':');
            return colon < 0 ? Host : Host[..colon];
        }
    }

    public string Port
    {
        get
        {
            var from = Host.StartsWith('[') ? Host.IndexOf(']') + 1 : 0;
            var colon = Host.IndexOf(':', from);
            return colon < 0 ? "" : Host[(colon + 1)..];
        }
    }

    /// <returns>Null with the reason if the text is no absolute URL and no absolute path.</returns>
    public static UrlValue? TryParse(string text, out string error)
    {
        error = Problem(text);
        if (error.Length > 0)
            return null;
        var rest = text.AsSpan();
        if (rest.IndexOf('#') is var hash and >= 0)
            rest = rest[..hash];
        var length = SchemeLength(text);
        var scheme = rest[..length].ToString().ToLowerInvariant();
        if (length > 0)
            rest = rest[(length + 1)..];
        var query = "";
        if (rest.IndexOf('?') is var mark and >= 0)
        {
            query = rest[(mark + 1)..].ToString();
            rest = rest[..mark];
        }

        var host = "";
        // A path that begins with // and has no scheme is a path.
        if (rest.StartsWith("//") && (scheme.Length > 0 || !rest.StartsWith("///")))
        {
            rest = rest[2..];
            var slash = rest.IndexOf('/');
            host = (slash < 0 ? rest : rest[..slash]).ToString();
            rest = slash < 0 ? "" : rest[slash..];
            if (Problem(text, ref host) is { Length: > 0 } problem)
            {
                error = problem;
                return null;
            }
        }

        return new UrlValue(text) { Scheme = scheme, Host = host, Query = query, EscapedPath = Escape(rest.ToString()) };
    }

    public override bool ValueEquals(CelObject other) => other is UrlValue url && url.Text == Text;

    public override string ToString() => Text;

    private static string Parse(string text, string problem) => $"parse {StringFunctions.Quote(text)}: {problem}";

    private static string Problem(string text)
    {
        if (text.Length == 0)
            return Parse(text, "empty url");
        if (text.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0 || text.Contains('\u007f'))
            return Parse(text, "net/url: invalid control character in URL");
        if (text.StartsWith(':'))
            return Parse(text, "missing protocol scheme");
        var hasScheme = SchemeLength(text) > 0;
        if (!hasScheme && !text.StartsWith('/'))
            return Parse(text, text.IndexOf(':') is > 0 and var colon && text.AsSpan(0, colon).IndexOf('/') < 0 ? "first path segment in URL cannot contain colon" : "invalid URI for request");
        for (var i = text.IndexOf('%'); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                return Parse(text, $"invalid URL escape {StringFunctions.Quote(text[i..Math.Min(i + 3, text.Length)])}");
        }

        return "";
    }

    private static string Problem(string text, ref string host)
    {
        if (host.LastIndexOf('@') is var at and >= 0)
            host = host[(at + 1)..];
        if (host.AsSpan().IndexOfAny(" \"<>^`{|}\\") is var bad and >= 0)
            return Parse(text, $"invalid character {StringFunctions.Quote(host[bad].ToString())} in host name");
        if (host.StartsWith('[') && !host.Contains(']'))
            return Parse(text, "missing ']' in host");
        var after = host.StartsWith('[') ? host[(host.IndexOf(']') + 1)..] : host.IndexOf(':') is var colon and >= 0 ? host[colon..] : "";
        return after.Length > 0 && (after[0] != ':' || !after.AsSpan(1).ToString().All(char.IsAsciiDigit))
            ? Parse(text, $"invalid port {StringFunctions.Quote(after)} after host")
            : "";
    }

    private static int SchemeLength(string text)
    {
        if (!char.IsAsciiLetter(text[0]))
            return 0;
        var at = 1;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '+' or '-' or '.'))
            at++;
        return at < text.Length && text[at] == ':' ? at : 0;
    }

    private static string Escape(string path)
    {
        var escaped = new System.Text.StringBuilder(path.Length);
        foreach (var b in System.Text.Encoding.UTF8.GetBytes(path))
        {
            if (b < 0x7f && (char.IsAsciiLetterOrDigit((char)b) || "-_.~$&+,/:;=@!'()*%[]".Contains((char)b)))
                escaped.Append((char)b);
            else
                escaped.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }
}

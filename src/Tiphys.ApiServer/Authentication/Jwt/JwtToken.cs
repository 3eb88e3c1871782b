using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Authentication.Jwt;

/// <summary>A JSON Web Token in compact form (RFC 7519, RFC 7515), taken apart but not trusted: nothing in it counts before its signature was checked.</summary>
/// <remarks>Stricter than the RFCs where leniency has no use: canonical base64url only, no duplicate members, no <c>crit</c>, bounded size.</remarks>
internal sealed class JwtToken
{
    /// <summary>Longer texts are not looked at.</summary>
    public const int MaxLength = 32 * 1024;

    private JwtToken(DocObject header, DocObject claims, byte[] signedPart, byte[] signature)
    {
        Header = header;
        Claims = claims;
        SignedPart = signedPart;
        Signature = signature;
    }

    public DocObject Header { get; }

    public DocObject Claims { get; }

    /// <summary>The ASCII bytes the signature covers.</summary>
    public byte[] SignedPart { get; }

    public byte[] Signature { get; }

    public string Algorithm => Header.GetString("alg") ?? "";

    public string KeyId => Header.GetString("kid") ?? "";

    public string Issuer => Claims.GetString("iss") ?? "";

    public string Subject => Claims.GetString("sub") ?? "";

    /// <summary>The <c>aud</c> claim: one string or several.</summary>
    public IEnumerable<string> Audiences => Claims["aud"] switch
    {
        DocString one => [one.Value],
        DocArray several => several.Strings(),
        _ => [],
    };

    /// <summary>A NumericDate claim (RFC 7519, 2), null if it is missing; a claim of another shape makes the token invalid.</summary>
    public bool TryGetDate(string claim, out DateTimeOffset? date)
    {
        date = null;
        if (Claims[claim] is not { } node)
            return true;
        if (node is not DocNumber number)
            return false;
        var seconds = number.AsDouble();
        if (seconds is not (>= 0 and <= 253_402_300_799))
            return false;
        date = DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
        return true;
    }

    /// <summary>Takes the text apart; false if it is not a signed token in compact form.</summary>
    public static bool TryParse(string text, out JwtToken? token)
    {
        token = null;
        if (text.Length is 0 or > MaxLength)
            return false;
        var first = text.IndexOf('.');
        var last = text.LastIndexOf('.');
        if (first <= 0 || last <= first + 1 || last == text.Length - 1 || text.AsSpan(first + 1, last - first - 1).Contains('.'))
            return false;
        if (!TryObject(text.AsSpan(0, first), out var header) || !TryObject(text.AsSpan(first + 1, last - first - 1), out var claims)
            || !TryBytes(text.AsSpan(last + 1), out var signature))
            return false;
        if (header!.GetString("alg") is null || header.ContainsKey("crit") || header["kid"] is not (null or DocString))
            return false;
        token = new JwtToken(header, claims!, Encoding.ASCII.GetBytes(text, 0, last), signature);
        return true;
    }

    private static bool TryObject(ReadOnlySpan<char> part, out DocObject? value)
    {
        value = null;
        if (!TryBytes(part, out var utf8))
            return false;
        try
        {
            var duplicates = new List<string>();
            value = DocReader.ParseObject(utf8, duplicates);
            return duplicates.Count == 0;
        }
        catch (DocFormatException)
        {
            // Hostile input is the ordinary case here; the caller answers with 401.
            return false;
        }
    }

    private static bool TryBytes(ReadOnlySpan<char> part, out byte[] bytes)
    {
        bytes = [];
        foreach (var c in part)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }

        bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        if (Base64Url.DecodeFromChars(part, bytes, out _, out var written) != OperationStatus.Done)
            return false;
        Array.Resize(ref bytes, written);
        // One text for one value: the unused bits of the last character must be zero.
        return part.SequenceEqual(Base64Url.EncodeToString(bytes));
    }
}

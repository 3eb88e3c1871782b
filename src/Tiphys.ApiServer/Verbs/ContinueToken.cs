using System.Buffers.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Where the next page of a list begins, in the form that upstream's tokens have: base64url of a small JSON object.</summary>
/// <param name="Revision">The revision the list shows; -1 for a list that has given up on consistency.</param>
/// <param name="StartAfter">The key behind the list's prefix that the previous page ended with.</param>
internal readonly record struct ContinueToken(long Revision, string StartAfter)
{
    public const long Inconsistent = -1;
    private const string Version = "meta.k8s.io/v1";

    /// <param name="keyPrefix">Tokens hold the key without it, so that a token of one namespace leads nowhere else.</param>
    public string Encode(string keyPrefix)
    {
        var token = new DocObject { { "v", Version }, { "rv", Revision }, { "start", StartAfter[keyPrefix.Length..] + "\0" } };
        return Base64Url.EncodeToString(token.ToUtf8());
    }

    /// <exception cref="ApiException">400: no token of ours.</exception>
    public static ContinueToken Decode(string text, string keyPrefix)
    {
        try
        {
            var token = DocReader.ParseObject(Base64Url.DecodeFromChars(text.TrimEnd('=')));
            var start = token.GetString("start") ?? "";
            if (token.GetString("v") != Version || start.Length == 0 || token.GetInt64("rv") is not { } revision)
                throw ApiException.BadRequest("invalid continue token: continue key is not valid: server does not recognize this encoded version");
            if (start.Split('/').Contains(".."))
                throw ApiException.BadRequest("invalid continue token: continue key is not valid: invalid path");
            return new(revision, keyPrefix + start.TrimEnd('\0'));
        }
        catch (Exception e) when (e is FormatException or DocFormatException)
        {
            throw ApiException.BadRequest($"invalid continue token: continue key is not valid: {e.Message}");
        }
    }
}

using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tiphys.ApiServer.Authentication;

/// <summary>
/// Finds a request's bearer token, in the Authorization header or, for browsers' WebSockets, in a subprotocol
/// (<c>base64url.bearer.authorization.k8s.io.TOKEN</c>), and takes it off the request so that nothing further on can see it.
/// </summary>
internal sealed class BearerTokenAuthenticator(ITokenAuthenticator tokens, IReadOnlyList<string> audiences) : IAuthenticator
{
    private const string Scheme = "Bearer";
    private const string ProtocolPrefix = "base64url.bearer.authorization.k8s.io.";

    public async ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var token = TokenOf(http.Request) ?? ProtocolTokenOf(http.Request);
        if (token is null)
            return AuthenticationResult.None;
        var result = await tokens.AuthenticateTokenAsync(token, audiences, cancellationToken).ConfigureAwait(false);
        return result.User is { } user ? AuthenticationResult.Of(user) : AuthenticationResult.Refused(result.Failure ?? "invalid bearer token");
    }

    private static string? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString().AsSpan().Trim();
        var space = header.IndexOf(' ');
        if (space <= 0 || !header[..space].Equals(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var token = header[(space + 1)..];
        request.Headers.Remove("Authorization");
        // "Bearer  x": upstream reads the word after the first blank, which is empty, and lets others try.
        return token.IsEmpty || token[0] == ' ' ? null : token.ToString();
    }

    private static string? ProtocolTokenOf(HttpRequest request)
    {
        if (!request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase))
            return null;
        var offered = request.Headers.SecWebSocketProtocol.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries)).ToArray();
        var carrier = offered.FirstOrDefault(protocol => protocol.StartsWith(ProtocolPrefix, StringComparison.Ordinal));
        // The carrier must not be the only protocol, or the server would have to answer with the token in its own header.
        if (carrier is null || offered.Length < 2 || !Base64Url.IsValid(carrier.AsSpan(ProtocolPrefix.Length)))
            return null;
        request.Headers.SecWebSocketProtocol = string.Join(",", offered.Where(protocol => protocol != carrier));
        var token = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(carrier.AsSpan(ProtocolPrefix.Length)));
        return token.Length == 0 ? null : token;
    }
}

using Microsoft.AspNetCore.Http;
using Tiphys.ApiServer.Authentication.Certificates;

namespace Tiphys.ApiServer.Authentication.RequestHeaders;

/// <summary>Users named by a front proxy that has proved itself by its own client certificate; from anyone else the headers mean nothing.</summary>
/// <remarks>The headers are taken off every request, trusted or not, so that they cannot reach a backend.</remarks>
internal sealed class RequestHeaderAuthenticator(RequestHeaderOptions options, TimeProvider time) : IAuthenticator
{
    private readonly ClientCertificateVerifier _verifier = new(options.Authorities, time);

    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var headers = http.Request.Headers;
        if (!Concerns(headers))
            return ValueTask.FromResult(AuthenticationResult.None);
        var user = FirstOf(headers, options.UserHeaders);
        var claimed = user.Length == 0 ? null : new UserInfo(user)
        {
            Uid = FirstOf(headers, options.UidHeaders),
            Groups = [.. options.GroupHeaders.SelectMany(name => headers[name]).OfType<string>()],
            Extra = ExtraOf(headers),
        };
        Strip(headers);
        return ValueTask.FromResult(claimed is not null && IsTrusted(http) ? AuthenticationResult.Of(claimed) : AuthenticationResult.None);
    }

    /// <summary>Most requests carry no such header and go on at once.</summary>
    private bool Concerns(IHeaderDictionary headers)
    {
        foreach (var (name, _) in headers)
        {
            if (IsOurs(name))
                return true;
        }

        return false;
    }

    private bool IsTrusted(HttpContext http)
    {
        var certificate = http.Connection.ClientCertificate;
        return certificate is not null && _verifier.Verify(certificate, out _)
            && (options.AllowedNames.Count == 0 || options.AllowedNames.Contains(CertificateSubject.ToUser(certificate).Name));
    }

    private static string FirstOf(IHeaderDictionary headers, IReadOnlyList<string> names) =>
        names.Select(name => headers[name].FirstOrDefault(value => !string.IsNullOrEmpty(value))).FirstOrDefault(value => value is not null) ?? "";

    private Dictionary<string, IReadOnlyList<string>> ExtraOf(IHeaderDictionary headers)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (name, values) in headers)
        {
            if (PrefixOf(name) is { } prefix)
                extra[ExtraKey.Decode(name[prefix.Length..])] = [.. values.OfType<string>()];
        }

        return extra;
    }

    private void Strip(IHeaderDictionary headers)
    {
        foreach (var name in headers.Keys.ToArray())
        {
            if (IsOurs(name))
                headers.Remove(name);
        }
    }

    private bool IsOurs(string name) =>
        PrefixOf(name) is not null || Named(options.UserHeaders, name) || Named(options.GroupHeaders, name) || Named(options.UidHeaders, name);

    private static bool Named(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private string? PrefixOf(string name) =>
        options.ExtraHeaderPrefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && name.Length > prefix.Length);
}

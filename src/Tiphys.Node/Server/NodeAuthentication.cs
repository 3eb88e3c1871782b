using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Transport;

namespace Tiphys.Node.Server;

/// <summary>Finds out who asks: by a client certificate that the cluster's authority signed, or by a bearer token that the API server vouches for.</summary>
internal sealed class NodeAuthentication(KubeClient client, X509Certificate2Collection authorities, TimeProvider time)
{
    private const string ReviewPath = "/apis/authentication.k8s.io/v1/tokenreviews";
    private const string OrganizationOid = "2.5.4.10";
    private const string CommonNameOid = "2.5.4.3";
    private const string ClientAuthenticationOid = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<string, (NodeCaller? Caller, DateTimeOffset Until)> _tokens = new();

    /// <summary>Null for somebody who proves nothing: there is no anonymous access.</summary>
    public async ValueTask<NodeCaller?> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Connection.ClientCertificate is { } certificate && IsTrusted(certificate))
            return FromCertificate(certificate);
        var header = http.Request.Headers.Authorization.ToString();
        const string bearer = "Bearer ";
        return header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase)
            ? await FromTokenAsync(header[bearer.Length..].Trim(), cancellationToken).ConfigureAwait(false)
            : null;
    }

    private bool IsTrusted(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthenticationOid));
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        return chain.Build(certificate);
    }

    private static NodeCaller FromCertificate(X509Certificate2 certificate)
    {
        var parts = certificate.SubjectName.EnumerateRelativeDistinguishedNames().ToArray();
        var name = parts.FirstOrDefault(part => part.GetSingleElementType().Value == CommonNameOid)?.GetSingleElementValue() ?? "";
        var groups = parts.Where(part => part.GetSingleElementType().Value == OrganizationOid).Select(part => part.GetSingleElementValue() ?? "");
        return new NodeCaller(name, "", [.. groups, "system:authenticated"]);
    }

    private async Task<NodeCaller?> FromTokenAsync(string token, CancellationToken cancellationToken)
    {
        // Remembered by a digest: the token itself is kept nowhere.
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        var now = time.GetUtcNow();
        if (_tokens.TryGetValue(key, out var known) && now < known.Until)
            return known.Caller;
        foreach (var (old, entry) in _tokens)
        {
            if (entry.Until < now)
                _tokens.TryRemove(old, out _);
        }

        var review = new V1TokenReview { ApiVersion = "authentication.k8s.io/v1", Kind = "TokenReview", Metadata = new(), Spec = new() { Token = token } };
        try
        {
            var answer = await client.PostAsync(ReviewPath, review, cancellationToken).ConfigureAwait(false);
            var user = answer.Status?.Authenticated == true ? answer.Status.User : null;
            var caller = user is null ? null : new NodeCaller(user.Username ?? "", user.Uid ?? "", [.. user.Groups ?? [], "system:authenticated"]);
            _tokens[key] = (caller, now + Remembered);
            return caller;
        }
        catch (Exception e) when (e is ApiException or ApiUnreachableException)
        {
            // Who cannot be vouched for is nobody.
            return null;
        }
    }
}

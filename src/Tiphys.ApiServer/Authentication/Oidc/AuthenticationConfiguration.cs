using Tiphys.Api.Documents;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.Oidc;

/// <summary>An AuthenticationConfiguration file (apiserver.config.k8s.io/v1): issuers of tokens, and where anonymous requests are let in.</summary>
public sealed class AuthenticationConfiguration
{
    private readonly IReadOnlyList<OidcIssuer> _issuers;

    private AuthenticationConfiguration(DocObject document)
    {
        _issuers = [.. document.ObjectsAt("jwt").Select(entry => new OidcIssuer(entry))];
        if (_issuers.Select(issuer => issuer.Url).Distinct().Count() < _issuers.Count)
            throw new FormatException("two jwt entries have the same issuer.url");
        if (document.GetObject("anonymous") is not { } anonymous)
            return;
        string[] paths = [.. anonymous.ObjectsAt("conditions").Select(condition => condition.StringAt("path"))];
        Anonymous = anonymous.GetBool("enabled") != true ? AnonymousPolicy.Nowhere : paths.Length == 0 ? AnonymousPolicy.Everywhere : new AnonymousPolicy(paths);
    }

    /// <summary>Null if the file says nothing about it.</summary>
    public AnonymousPolicy? Anonymous { get; }

    /// <summary>Reads the file, YAML or JSON.</summary>
    /// <exception cref="FormatException">It is no such configuration; tells what is wrong.</exception>
    public static AuthenticationConfiguration Parse(ReadOnlyMemory<byte> file) =>
        new(ConfigDocument.Parse(file, "apiserver.config.k8s.io", "AuthenticationConfiguration"));

    /// <summary>The configuration with one issuer and nothing else.</summary>
    /// <param name="issuer">An entry of <c>jwt</c>.</param>
    /// <exception cref="FormatException">The entry is wrong.</exception>
    public static AuthenticationConfiguration Of(DocObject issuer) => new(new DocObject { { "jwt", new DocArray([issuer]) } });

    internal IEnumerable<ITokenAuthenticator> Authenticators(IReadOnlyList<string> apiAudiences, WebhookClients clients, TimeProvider time) =>
        _issuers.Select(issuer => new OidcAuthenticator(issuer, apiAudiences, clients, time));
}

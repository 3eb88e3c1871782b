using Tiphys.Api.Documents;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.Oidc;

/// <summary>An AuthenticationConfiguration file (apiserver.config.k8s.io/v1): issuers of tokens, and where anonymous requests are let in.</summary>
public sealed class AuthenticationConfiguration
{
    private readonly IReadOnlyList<OidcIssuer> _issuers;

    private AuthenticationConfiguration(DocObject document, IReadOnlyList<string> algorithms)
    {
        _issuers = [.. document.ObjectsAt("jwt").Select(entry => new OidcIssuer(entry, algorithms))];
        if (_issuers.Select(issuer => issuer.Url).Distinct().Count() < _issuers.Count)
            throw new FormatException("two jwt entries have the same issuer.url");
        if (document.GetObject("anonymous") is not { } anonymous)
            return;
        string[] paths = [.. anonymous.ObjectsAt("conditions").Select(condition => condition.StringAt("path"))];
        Anonymous = anonymous.GetBool("enabled") != true ? AnonymousPolicy.Nowhere : paths.Length == 0 ? AnonymousPolicy.Everywhere : new AnonymousPolicy(paths);
    }

    /// <summary>The signatures that can be checked (RFC 7518, 3.1); issuers of a file may use any of them.</summary>
    public static IReadOnlyList<string> SigningAlgorithms { get; } = ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];

    /// <summary>Null if the file says nothing about it.</summary>
    public AnonymousPolicy? Anonymous { get; }

    /// <summary>Reads the file, YAML or JSON.</summary>
    /// <exception cref="FormatException">It is no such configuration; tells what is wrong.</exception>
    public static AuthenticationConfiguration Parse(ReadOnlyMemory<byte> file) =>
        new(ConfigDocument.Parse(file, "apiserver.config.k8s.io", "AuthenticationConfiguration"), SigningAlgorithms);

    /// <summary>The configuration with one issuer and nothing else.</summary>
    /// <param name="issuer">An entry of <c>jwt</c>.</param>
    /// <param name="algorithms">Those of <see cref="SigningAlgorithms"/> that its tokens may be signed with.</param>
    /// <exception cref="FormatException">The entry is wrong, or an algorithm is none of those.</exception>
    public static AuthenticationConfiguration Of(DocObject issuer, IReadOnlyList<string> algorithms) => algorithms.FirstOrDefault(name => !SigningAlgorithms.Contains(name)) is { } unknown
        ? throw new FormatException($"unsupported signing alg \"{unknown}\"; there are {string.Join(", ", SigningAlgorithms)}")
        : new(new DocObject { { "jwt", new DocArray([issuer]) } }, algorithms);

    internal IEnumerable<ITokenAuthenticator> Authenticators(IReadOnlyList<string> apiAudiences, WebhookClients clients, TimeProvider time) =>
        _issuers.Select(issuer => new OidcAuthenticator(issuer, apiAudiences, clients, time));
}

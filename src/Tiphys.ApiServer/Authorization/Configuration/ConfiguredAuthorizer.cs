using Tiphys.ApiServer.Configuration;

namespace Tiphys.ApiServer.Authorization.Configuration;

/// <summary>The chain of the configuration that holds at present.</summary>
internal sealed class ConfiguredAuthorizer(Reloadable<AuthorizationConfiguration> configuration, Func<AuthorizerConfig, IAuthorizer> make) : IAuthorizer
{
    private readonly Derived<AuthorizationConfiguration, AuthorizerChain> _chain =
        new(configuration, current => new AuthorizerChain([new PrivilegedGroupAuthorizer(), .. current.Authorizers.Select(make)]));

    /// <summary>True while an authorizer takes part whose rules nobody can list.</summary>
    public bool HasOutsiders => configuration.Current.Authorizers.Any(authorizer => authorizer.Type is AuthorizerType.Webhook);

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
        _chain.Current.AuthorizeAsync(attributes, cancellationToken);
}

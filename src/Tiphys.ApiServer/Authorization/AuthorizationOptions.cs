using Tiphys.ApiServer.Authorization.Configuration;
using Tiphys.ApiServer.Configuration;

namespace Tiphys.ApiServer.Authorization;

/// <summary>Which authorizers decide.</summary>
public sealed record AuthorizationOptions
{
    /// <summary>May be replaced while the server runs.</summary>
    public Reloadable<AuthorizationConfiguration> Configuration { get; init; } = new(AuthorizationConfiguration.Default);
}

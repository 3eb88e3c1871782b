using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Health;
using Tiphys.ApiServer.Metrics;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer;

/// <summary>Who may come in and what may be written: the parts that decide over requests, made by <see cref="ApiServerOptions.Security"/>.</summary>
public sealed record ServerSecurity
{
    /// <summary>Asked in turn. None: everybody without a preset user is anonymous.</summary>
    public IReadOnlyList<IAuthenticator> Authenticators { get; init; } = [];

    /// <summary>Asked in turn. None: everything is refused.</summary>
    public IReadOnlyList<IAuthorizer> Authorizers { get; init; } = [];

    /// <summary>In the order of the chain.</summary>
    public IReadOnlyList<IAdmissionPlugin> Admission { get; init; } = [];

    /// <summary>Between authentication and authorization, outermost first: audit, impersonation, fairness.</summary>
    public IReadOnlyList<IRequestFilter> Filters { get; init; } = [];

    /// <summary>Reviews and token requests.</summary>
    public IReadOnlyList<IVirtualResource> VirtualResources { get; init; } = [];

    /// <summary>Further paths outside /api and /apis, by exact path.</summary>
    public IReadOnlyDictionary<string, IRequestHandler> Paths { get; init; } = new Dictionary<string, IRequestHandler>();

    /// <summary>What these parts show under /metrics.</summary>
    public IReadOnlyList<IMetricSource> Metrics { get; init; } = [];

    /// <summary>Work that must be done before the server is ready, after the cache has loaded: default roles, system priority classes.</summary>
    public IReadOnlyList<StartStep> StartSteps { get; init; } = [];

    /// <summary>Work that goes on from when the server is ready until it shuts down; each ends when its token is cancelled.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Background { get; init; } = [];

    /// <summary>Told of each request that authentication refuses, before the refusal is answered; filters do not see those.</summary>
    public Func<RequestContext, ApiException, Task>? Refused { get; init; }

    /// <summary>Signs the tokens that live in secrets, for the controller that fills those; null if nobody can.</summary>
    public LegacyTokenSecrets? LegacyTokens { get; init; }

    /// <summary>Disposed of after the last request.</summary>
    public IReadOnlyList<IAsyncDisposable> Owned { get; init; } = [];
}

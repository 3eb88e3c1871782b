using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Aggregation;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Subresources.Nodes;
using Tiphys.ApiServer.WatchCache;
using Tiphys.Storage;

namespace Tiphys.ApiServer;

/// <summary>What an API server is made of.</summary>
public sealed record ApiServerOptions
{
    /// <summary>Where objects live. The caller disposes of it after the server.</summary>
    public required IRevisionedStore Store { get; init; }

    /// <summary>The built-in resources that are served. Definitions of custom resources come on top.</summary>
    public IResourceCatalog Catalog { get; init; } = RuntimeConfig.Default.Apply(ResourceCatalog.BuiltIn);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes authentication, authorization, admission and what else stands around a request.</summary>
    public required Func<ServerServices, ServerSecurity> Security { get; init; }

    /// <summary>Where services get their addresses and node ports from.</summary>
    public ServiceNetwork Services { get; init; } = new();

    /// <summary>How node agents are reached.</summary>
    public NodeAgentOptions Nodes { get; init; } = new();

    /// <summary>How aggregated API servers are told who asks.</summary>
    public AggregationOptions Aggregation { get; init; } = new();

    /// <summary>Where unexpected failures are logged.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    /// <summary>How much history watchers can resume from.</summary>
    public EventLogLimits EventLog { get; init; } = new();

    /// <summary>How long a request may take that is no watch and no stream. Default one minute, as upstream.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a watch lasts that names no timeoutSeconds: this and up to as much again. Default half an hour, as upstream.</summary>
    public TimeSpan MinRequestTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>What the server was started with, as /flagz shows it: names without dashes before them, values without secrets.</summary>
    public IReadOnlyDictionary<string, string> Flags { get; init; } = new Dictionary<string, string>();

    /// <summary>What /version calls the server.</summary>
    public VersionInfo Version { get; init; } = VersionInfo.Default;
}

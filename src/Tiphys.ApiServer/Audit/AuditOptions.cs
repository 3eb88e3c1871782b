using Tiphys.ApiServer.Outbound;

namespace Tiphys.ApiServer.Audit;

/// <summary>What is recorded and where it goes; without a sink nothing is recorded.</summary>
public sealed record AuditOptions
{
    public AuditPolicy Policy { get; init; } = AuditPolicy.MetadataOfAll;

    public AuditLogOptions? Log { get; init; }

    public WebhookTarget? Webhook { get; init; }

    /// <summary>Further sinks: the server's own index of events.</summary>
    public IReadOnlyList<IAuditSink> FurtherSinks { get; init; } = [];
}

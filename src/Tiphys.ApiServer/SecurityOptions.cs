using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Audit;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Fairness;

namespace Tiphys.ApiServer;

/// <summary>Everything a cluster's owner decides about who may do what.</summary>
public sealed record SecurityOptions
{
    public required AuthenticationOptions Authentication { get; init; }

    public AuthorizationOptions Authorization { get; init; } = new();

    public AdmissionOptions Admission { get; init; } = new();

    /// <summary>Null: nothing is recorded.</summary>
    public AuditOptions? Audit { get; init; }

    public FairnessOptions Fairness { get; init; } = new();
}

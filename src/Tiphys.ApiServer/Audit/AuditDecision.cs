namespace Tiphys.ApiServer.Audit;

/// <summary>What a policy wants recorded of one request.</summary>
internal readonly record struct AuditDecision(AuditLevel Level, IReadOnlySet<AuditStage> OmitStages, bool OmitManagedFields)
{
    public static readonly AuditDecision Nothing = new(AuditLevel.None, new HashSet<AuditStage>(), false);
}

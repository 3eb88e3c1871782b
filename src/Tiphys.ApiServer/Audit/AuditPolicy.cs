using Tiphys.Api.Documents;
using Tiphys.Api.Yaml;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Audit;

/// <summary>Which requests are recorded, and how much of them (audit.k8s.io/v1 Policy). The first rule that fits decides; none means nothing is recorded.</summary>
public sealed class AuditPolicy
{
    private readonly IReadOnlyList<AuditRule> _rules;
    private readonly IReadOnlySet<AuditStage> _omitStages;
    private readonly bool _omitManagedFields;

    private AuditPolicy(DocObject policy)
    {
        _rules = [.. policy.ObjectsAt("rules").Select(AuditRule.Read)];
        _omitStages = AuditRule.ReadStages(policy);
        _omitManagedFields = policy.GetBool("omitManagedFields") == true;
    }

    /// <summary>Everything at Metadata level, once per request.</summary>
    public static AuditPolicy MetadataOfAll { get; } = new(new DocObject
    {
        { "omitStages", new DocArray(["RequestReceived"]) },
        { "rules", new DocArray([new DocObject { { "level", "Metadata" } }]) },
    });

    /// <summary>Reads a policy file, YAML or JSON.</summary>
    /// <exception cref="FormatException">It is no audit policy; the message tells where it goes wrong.</exception>
    public static AuditPolicy Parse(ReadOnlyMemory<byte> file)
    {
        try
        {
            if (YamlReader.Parse(file) is DocObject policy && policy.GetString("kind") == "Policy" && policy.GetString("apiVersion") == "audit.k8s.io/v1")
                return new AuditPolicy(policy);
        }
        catch (DocFormatException e)
        {
            throw new FormatException($"the audit policy cannot be read: {e.Message}", e);
        }

        throw new FormatException("the audit policy is not of kind Policy, apiVersion audit.k8s.io/v1");
    }

    internal AuditDecision Decide(AuthorizationAttributes request)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(request))
                return new(rule.Level, rule.OmitStages.Count == 0 ? _omitStages : rule.OmitStages.Union(_omitStages).ToHashSet(), rule.OmitManagedFields ?? _omitManagedFields);
        }

        return AuditDecision.Nothing;
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>A MutatingAdmissionPolicy, compiled.</summary>
internal sealed record MutatingPolicy
{
    public required string Name { get; init; }

    public required MatchCriteria Criteria { get; init; }

    public DocObject? ParamKind { get; init; }

    public required bool IgnoresFailure { get; init; }

    public required bool WantsReinvocation { get; init; }

    public required MatchConditions Conditions { get; init; }

    public required IReadOnlyDictionary<string, PolicyExpression> Variables { get; init; }

    public required IReadOnlyList<PolicyMutation> Mutations { get; init; }

    public static MutatingPolicy Read(DocObject policy)
    {
        var spec = policy.GetObject("spec") ?? new DocObject();
        var hasParams = spec.GetObject("paramKind") is not null;
        var environment = new PolicyEnvironment(hasParams, isMutation: true);
        return new MutatingPolicy
        {
            Name = policy.ObjectName,
            Criteria = MatchCriteria.Read(spec.GetObject("matchConstraints")),
            ParamKind = spec.GetObject("paramKind"),
            IgnoresFailure = spec.StringAt("failurePolicy") == "Ignore",
            WantsReinvocation = spec.StringAt("reinvocationPolicy") == "IfNeeded",
            Conditions = MatchConditions.Compile(MatchConditions.ExpressionsOf(spec.ObjectsAt("matchConditions")), hasParams),
            Variables = PolicyVariables.Compile(spec, environment),
            Mutations = [.. spec.ObjectsAt("mutations").Select(mutation => PolicyMutation.Read(mutation, environment))],
        };
    }
}

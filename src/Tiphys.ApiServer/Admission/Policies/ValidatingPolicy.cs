using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>A ValidatingAdmissionPolicy, compiled.</summary>
internal sealed record ValidatingPolicy
{
    public required string Name { get; init; }

    public required MatchCriteria Criteria { get; init; }

    public DocObject? ParamKind { get; init; }

    public required bool IgnoresFailure { get; init; }

    public required MatchConditions Conditions { get; init; }

    public required IReadOnlyDictionary<string, PolicyExpression> Variables { get; init; }

    public required IReadOnlyList<PolicyValidation> Validations { get; init; }

    public required IReadOnlyList<(string Key, PolicyExpression Value)> AuditAnnotations { get; init; }

    public static ValidatingPolicy Read(DocObject policy)
    {
        var spec = policy.GetObject("spec") ?? new DocObject();
        var hasParams = spec.GetObject("paramKind") is not null;
        var environment = new PolicyEnvironment(hasParams);
        var variables = PolicyVariables.Compile(spec, environment);
        return new ValidatingPolicy
        {
            Name = policy.ObjectName,
            Criteria = MatchCriteria.Read(spec.GetObject("matchConstraints")),
            ParamKind = spec.GetObject("paramKind"),
            IgnoresFailure = spec.StringAt("failurePolicy") == "Ignore",
            Conditions = MatchConditions.Compile(MatchConditions.ExpressionsOf(spec.ObjectsAt("matchConditions")), hasParams),
            Variables = variables,
            Validations = [.. spec.ObjectsAt("validations").Select(validation => PolicyValidation.Read(validation, environment))],
            AuditAnnotations =
            [
                .. spec.ObjectsAt("auditAnnotations").Select(annotation =>
                    (annotation.StringAt("key"), environment.Compile(annotation.StringAt("valueExpression"), CelType.String, CelType.Null))),
            ],
        };
    }
}

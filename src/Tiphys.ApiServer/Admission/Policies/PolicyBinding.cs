using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>A ValidatingAdmissionPolicyBinding or MutatingAdmissionPolicyBinding.</summary>
internal sealed record PolicyBinding
{
    public required string Name { get; init; }

    public required string PolicyName { get; init; }

    public required MatchCriteria Criteria { get; init; }

    /// <summary>Null if the binding gives no parameters.</summary>
    public DocObject? ParamRef { get; init; }

    /// <summary>Null unless parameters are selected by labels.</summary>
    public LabelSelector? ParamSelector { get; init; }

    /// <summary>Deny, Warn, Audit; empty for mutating bindings.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    public static PolicyBinding Read(DocObject binding)
    {
        var spec = binding.GetObject("spec") ?? new DocObject();
        return new PolicyBinding
        {
            Name = binding.ObjectName,
            PolicyName = spec.StringAt("policyName"),
            Criteria = MatchCriteria.Read(spec.GetObject("matchResources")),
            ParamRef = spec.GetObject("paramRef"),
            ParamSelector = spec.GetPath("paramRef", "selector") is DocObject selector ? LabelSelector.FromObject(selector) : null,
            Actions = [.. spec.StringsAt("validationActions")],
        };
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.ApiServer.Admission.Webhooks;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>Judges writes by the cluster's validating policies. Kubernetes docs: "Validating Admission Policy".</summary>
internal sealed class ValidatingPolicies(PolicyContext context) : IAdmissionPlugin
{
    private const string FailureAnnotation = "validation.policy.admission.k8s.io/validation_failure";
    private const int LongestAnnotation = 10 * 1024;

    private readonly PolicySet<ValidatingPolicy> _policies =
        new(context.Reader, BuiltInResources.ValidatingPolicies, BuiltInResources.ValidatingPolicyBindings, ValidatingPolicy.Read);

    public string Name => "ValidatingAdmissionPolicy";

    public bool Handles(AdmissionAttributes attributes) => _policies.Current.Count > 0 && !WebhookMatcher.IsExempt(attributes);

    public async ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var denials = new List<(ValidatingPolicy Policy, PolicyBinding? Binding, PolicyFinding Finding)>();
        var authorizer = context.AuthorizerOf(attributes, cancellationToken);
        foreach (var (policy, bindings) in _policies.Current)
        {
            if (policy.Criteria.Match(context.Matcher, attributes) is not { } matched)
                continue;
            var request = context.RequestOf(attributes, matched, authorizer);
            var annotations = new Dictionary<string, List<string>>(StringComparer.Ordinal);
            foreach (var binding in bindings)
            {
                if (binding.Criteria.Match(context.Matcher, attributes) is null)
                    continue;
                var (parameters, failure) = context.Parameters.Find(policy.ParamKind, binding, attributes.Namespace);
                if (failure is not null && !policy.IgnoresFailure)
                    denials.Add((policy, binding, new PolicyFinding(0, $"failed to configure binding: {failure}")));
                foreach (var parameter in parameters)
                {
                    var run = new ValidatingPolicyRun(policy, request, DocValues.Of(parameter), cancellationToken);
                    await run.RunAsync().ConfigureAwait(false);
                    Note(policy, binding, run, attributes, annotations);
                    if (binding.Actions.Contains("Deny"))
                        denials.AddRange(run.Findings.Select(finding => (policy, (PolicyBinding?)binding, finding)));
                    denials.AddRange(run.AnnotationFailures.Select(finding => (policy, (PolicyBinding?)binding, finding)));
                }
            }

            foreach (var (key, values) in annotations)
                attributes.AuditAnnotations[$"{policy.Name}/{key}"] = string.Join(", ", values);
        }

        if (denials.Count > 0)
            throw Refusal(attributes, denials[0].Policy, denials[0].Binding, denials[0].Finding);
    }

    private static void Note(ValidatingPolicy policy, PolicyBinding binding, ValidatingPolicyRun run, AdmissionAttributes attributes, Dictionary<string, List<string>> annotations)
    {
        foreach (var finding in run.Findings)
        {
            if (binding.Actions.Contains("Warn"))
                attributes.Warnings.Add($"Validation failed for ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}': {finding.Message}");
            if (binding.Actions.Contains("Audit"))
                attributes.AuditAnnotations[FailureAnnotation] = FailureOf(policy, binding, finding);
        }

        foreach (var (key, value) in run.Annotations)
        {
            if (!annotations.TryGetValue(key, out var values))
                annotations[key] = values = [];
            var shown = value.Length > LongestAnnotation ? value[..LongestAnnotation] : value;
            if (!values.Contains(shown))
                values.Add(shown);
        }
    }

    private static string FailureOf(ValidatingPolicy policy, PolicyBinding binding, PolicyFinding finding) => new DocArray([new DocObject
    {
        { "message", finding.Message },
        { "policy", policy.Name },
        { "binding", binding.Name },
        { "expressionIndex", finding.Index },
        { "validationActions", new DocArray(binding.Actions.Select(action => (DocNode)action)) },
    }]).ToString();

    private static ApiException Refusal(AdmissionAttributes attributes, ValidatingPolicy policy, PolicyBinding? binding, PolicyFinding finding)
    {
        var message = binding is null
            ? $"ValidatingAdmissionPolicy '{policy.Name}' denied request: {finding.Message}"
            : $"ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}' denied request: {finding.Message}";
        var reason = finding.Reason.Length == 0 ? StatusReason.Invalid : finding.Reason;
        var code = reason switch
        {
            StatusReason.Forbidden => 403,
            StatusReason.Unauthorized => 401,
            StatusReason.RequestEntityTooLarge => 413,
            _ => 422,
        };
        var forbidden = attributes.Forbidden(message);
        return new ApiException(code, reason, forbidden.Message)
        {
            DetailsGroup = forbidden.DetailsGroup,
            DetailsKind = forbidden.DetailsKind,
            DetailsName = forbidden.DetailsName,
            Causes = [new StatusCause("", message, "")],
        };
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.Api.Machinery.Cel.Rules;
using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Machinery.Patches;
using Tiphys.ApiServer.Admission.Webhooks;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>Lets the cluster's mutating policies change objects, one after the other. Kubernetes docs: "Mutating Admission Policy".</summary>
internal sealed class MutatingPolicies(PolicyContext context) : IReinvocablePlugin
{
    private readonly PolicySet<MutatingPolicy> _policies =
        new(context.Reader, BuiltInResources.MutatingPolicies, BuiltInResources.MutatingPolicyBindings, MutatingPolicy.Read);

    public string Name => "MutatingAdmissionPolicy";

    public bool Handles(AdmissionAttributes attributes) => _policies.Current.Count > 0 && !WebhookMatcher.IsExempt(attributes);

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken) => MutateAsync(attributes, new Reinvocation(), cancellationToken);

    public async ValueTask MutateAsync(AdmissionAttributes attributes, Reinvocation reinvocation, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        var authorizer = context.AuthorizerOf(attributes, cancellationToken);
        foreach (var (policy, bindings) in _policies.Current)
        {
            if (policy.Criteria.Match(context.Matcher, attributes) is not { } matched)
                continue;
            var request = context.RequestOf(attributes, matched, authorizer);
            foreach (var binding in bindings)
            {
                if (binding.Criteria.Match(context.Matcher, attributes) is null)
                    continue;
                var (parameters, failure) = context.Parameters.Find(policy.ParamKind, binding, attributes.Namespace);
                if (failure is not null && !policy.IgnoresFailure)
                    failures.Add(Failure(policy, binding, failure));
                foreach (var parameter in parameters)
                {
                    if (await InvokeAsync(policy, binding, parameter, request, reinvocation, cancellationToken).ConfigureAwait(false) is { } problem && !policy.IgnoresFailure)
                        failures.Add(Failure(policy, binding, problem));
                }
            }
        }

        if (failures.Count > 0)
            throw Refusal(attributes, failures);
    }

    private static string Failure(MutatingPolicy policy, PolicyBinding binding, string problem) =>
        $"policy '{policy.Name}' with binding '{binding.Name}' denied request: {problem}";

    /// <summary>Refuses as upstream does: every failure is a cause, the first is the message.</summary>
    private static ApiException Refusal(AdmissionAttributes attributes, List<string> failures)
    {
        var forbidden = attributes.Forbidden("");
        return new ApiException(403, StatusReason.Invalid, failures[0])
        {
            DetailsGroup = forbidden.DetailsGroup,
            DetailsKind = forbidden.DetailsKind,
            DetailsName = forbidden.DetailsName,
            Causes = [.. failures.Select(message => new StatusCause("", message, ""))],
        };
    }

    /// <returns>What went wrong; null if nothing did.</returns>
    private static async ValueTask<string?> InvokeAsync(
        MutatingPolicy policy, PolicyBinding binding, DocObject? parameter, PolicyRequest request, Reinvocation reinvocation, CancellationToken cancellationToken)
    {
        var value = DocValues.Of(parameter);
        var (matches, failure) = await policy.Conditions.EvaluateAsync(request, value, cancellationToken).ConfigureAwait(false);
        if (failure is not null || !matches)
            return failure;
        var key = $"policy/{policy.Name}/{binding.Name}/{parameter?.ObjectNamespace}/{parameter?.ObjectName}";
        if (!reinvocation.MayAsk(key))
            return null;
        var before = request.Attributes.Object;
        string? problem = null;
        foreach (var mutation in policy.Mutations)
        {
            if (request.Attributes.Object is { } standing)
                problem = await MutateAsync(mutation, policy, standing, value, request, cancellationToken).ConfigureAwait(false) ?? problem;
        }

        if (before is not null && !before.DeepEquals(request.Attributes.Object))
            reinvocation.ObjectChanged();
        if (policy.WantsReinvocation)
            reinvocation.Asked(key);
        return problem;
    }

    private static async ValueTask<string?> MutateAsync(
        PolicyMutation mutation, MutatingPolicy policy, DocObject standing, CelValue parameter, PolicyRequest request, CancellationToken cancellationToken)
    {
        // Each mutation sees what the one before it left, so its variables are evaluated anew.
        var evaluation = new PolicyEvaluation(request, policy.Variables, parameter, new CelBudget(), cancellationToken);
        var value = await evaluation.EvaluateAsync(mutation.Expression).ConfigureAwait(false);
        if (value.IsError)
            return value.ErrorMessage;
        var attributes = request.Attributes;
        var changed = mutation.IsApply
            ? ApplyConfiguration.Merge(attributes.Resource, standing, value, out var error)
            : Patched(attributes, standing, value, out error);
        if (changed is null)
            return error;
        try
        {
            attributes.Object = MutatedObject.Settle(attributes, standing, changed);
            return null;
        }
        catch (ApiException e)
        {
            return e.Message;
        }
    }

    private static DocObject? Patched(AdmissionAttributes attributes, DocObject standing, CelValue value, out string error)
    {
        if (JsonPatchDocument.Of(value, out error) is not { } patch)
            return null;
        var patched = standing;
        foreach (var operation in patch.Objects())
        {
            try
            {
                patched = Patch.Apply(PatchKind.Json, patched, new DocArray([operation]).ToUtf8(), attributes.Resource);
            }
            catch (ApiException) when (operation.GetString("op") == "test")
            {
                // A test that does not hold means that the patch is not for this object.
                return standing;
            }
            catch (ApiException e)
            {
                error = $"JSON Patch: {operation.GetString("op")} operation does not apply: {e.Message}";
                return null;
            }
        }

        return patched;
    }
}

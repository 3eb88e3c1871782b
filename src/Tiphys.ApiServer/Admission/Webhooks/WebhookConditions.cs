using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission.Policies;

namespace Tiphys.ApiServer.Admission.Webhooks;

/// <summary>Whether a write meets the matchConditions of a webhook.</summary>
internal sealed class WebhookConditions(PolicyContext context)
{
    /// <exception cref="ApiException">403: a condition cannot be evaluated and the webhook's failurePolicy is Fail.</exception>
    public async ValueTask<bool> HoldAsync(AdmissionWebhook webhook, AdmissionAttributes attributes, ResourceInfo matched, CancellationToken cancellationToken)
    {
        if (webhook.Conditions.IsEmpty)
            return true;
        var request = context.RequestOf(attributes, matched, context.AuthorizerOf(attributes, cancellationToken));
        var (matches, failure) = await webhook.Conditions.EvaluateAsync(request, CelValue.Null, cancellationToken).ConfigureAwait(false);
        return failure is null || webhook.IgnoresFailure ? matches : throw attributes.Forbidden(failure);
    }
}

using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Outbound;

namespace Tiphys.ApiServer.Admission.Webhooks;

/// <summary>Asks one webhook about one write.</summary>
internal sealed class WebhookCaller(WebhookClients clients, AdmissionVersions versions, WebhookMetrics metrics)
{
    /// <inheritdoc cref="CallAsync"/>
    public async Task<WebhookVerdict?> AskAsync(AdmissionWebhook webhook, AdmissionAttributes attributes, ResourceInfo matched, bool mayPatch, CancellationToken cancellationToken)
    {
        var began = metrics.Begin();
        try
        {
            var verdict = await CallAsync(webhook, attributes, matched, mayPatch, cancellationToken).ConfigureAwait(false);
            if (verdict is null)
                metrics.FailedOpen(webhook.Name, mayPatch);
            metrics.End(webhook.Name, attributes, mayPatch, verdict?.Refusal, isVerdict: true, began);
            return verdict;
        }
        catch (ApiException e)
        {
            metrics.End(webhook.Name, attributes, mayPatch, e, isVerdict: false, began);
            throw;
        }
    }

    /// <summary>The verdict; null if the webhook could not be asked and that does not matter to it.</summary>
    /// <exception cref="ApiException">It could not be asked and that matters: 500; it cannot take a dry run: 400.</exception>
    private async Task<WebhookVerdict?> CallAsync(AdmissionWebhook webhook, AdmissionAttributes attributes, ResourceInfo matched, bool mayPatch, CancellationToken cancellationToken)
    {
        if (attributes.DryRun && webhook.HasSideEffects)
            throw ApiException.BadRequest($"admission webhook \"{webhook.Name}\" does not support dry run");
        try
        {
            var uid = Guid.NewGuid().ToString();
            var target = webhook.Target ?? throw new WebhookCallException("the webhook's clientConfig cannot be used");
            var document = await versions.ConvertAsync(attributes.Object, attributes.Resource, matched, cancellationToken).ConfigureAwait(false);
            var old = await versions.ConvertAsync(attributes.OldObject, attributes.Resource, matched, cancellationToken).ConfigureAwait(false);
            var review = AdmissionReview.Request(attributes, matched, uid, document, old);
            var answer = await clients.PostAsync(target, review, webhook.Timeout, cancellationToken).ConfigureAwait(false);
            return WebhookVerdict.Read(answer, webhook.Name, uid, mayPatch);
        }
        catch (WebhookCallException) when (webhook.IgnoresFailure)
        {
            return null;
        }
        catch (WebhookCallException e)
        {
            throw ApiException.Internal($"failed calling webhook \"{webhook.Name}\": failed to call webhook: {e.Message}");
        }
    }

    /// <summary>Takes over what a verdict says beside yes or no.</summary>
    public static void Note(AdmissionWebhook webhook, WebhookVerdict verdict, AdmissionAttributes attributes)
    {
        foreach (var warning in verdict.Warnings)
            attributes.Warnings.Add(warning);
        foreach (var (key, value) in verdict.AuditAnnotations)
        {
            if (value is Api.Documents.DocString text)
                attributes.AuditAnnotations[$"{webhook.Name}/{key}"] = text.Value;
        }
    }
}

using Tiphys.Api.Errors;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Webhooks;

/// <summary>Asks the cluster's validating webhooks, all at once; one refusal is enough. Kubernetes docs: "Dynamic Admission Control".</summary>
internal sealed class ValidatingWebhooks(IObjectReader reader, WebhookMatcher matcher, WebhookConditions conditions, WebhookCaller caller) : IAdmissionPlugin
{
    private readonly WebhookSet _webhooks = new(reader, BuiltInResources.ValidatingWebhooks);

    public string Name => "ValidatingAdmissionWebhook";

    public bool Handles(AdmissionAttributes attributes) => _webhooks.Current.Count > 0 && !WebhookMatcher.IsExempt(attributes);

    public async ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var asked = new List<(AdmissionWebhook Webhook, Task<WebhookVerdict?> Verdict)>();
        foreach (var webhook in _webhooks.Current)
        {
            if (matcher.MatchRules(webhook.Rules, webhook.MatchesEquivalent, attributes) is { } matched
                && matcher.MatchSelectors(webhook.NamespaceSelector, webhook.ObjectSelector, attributes)
                && await conditions.HoldAsync(webhook, attributes, matched, cancellationToken).ConfigureAwait(false))
                asked.Add((webhook, caller.AskAsync(webhook, attributes, matched, mayPatch: false, cancellationToken)));
        }

        ApiException? refusal = null;
        for (var index = 0; index < asked.Count; index++)
        {
            var (webhook, verdict) = asked[index];
            refusal = await NoteAsync(webhook, verdict, index, attributes).ConfigureAwait(false) is { } refused ? refusal ?? refused : refusal;
        }

        if (refusal is not null)
            throw refusal;
    }

    /// <summary>Every answer is awaited before the first refusal is told, so that none is left running.</summary>
    private static async ValueTask<ApiException?> NoteAsync(AdmissionWebhook webhook, Task<WebhookVerdict?> pending, int index, AdmissionAttributes attributes)
    {
        try
        {
            if (await pending.ConfigureAwait(false) is { } verdict)
            {
                WebhookCaller.Note(webhook, verdict, attributes);
                return verdict.Refusal;
            }

            attributes.AuditAnnotations[$"failed-open.validating.webhook.admission.k8s.io/round_0_index_{index}"] = webhook.Name;
            return null;
        }
        catch (ApiException e)
        {
            return e;
        }
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Patches;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Webhooks;

/// <summary>Lets the cluster's mutating webhooks change objects, one after the other. Kubernetes docs: "Dynamic Admission Control".</summary>
internal sealed class MutatingWebhooks(IObjectReader reader, WebhookMatcher matcher, WebhookConditions conditions, WebhookCaller caller, AdmissionVersions versions) : IReinvocablePlugin
{
    private readonly WebhookSet _webhooks = new(reader, BuiltInResources.MutatingWebhooks);

    public string Name => "MutatingAdmissionWebhook";

    public bool Handles(AdmissionAttributes attributes) => _webhooks.Current.Count > 0 && !WebhookMatcher.IsExempt(attributes);

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken) => MutateAsync(attributes, new Reinvocation(), cancellationToken);

    public async ValueTask MutateAsync(AdmissionAttributes attributes, Reinvocation reinvocation, CancellationToken cancellationToken)
    {
        reinvocation.CompareWithLast(attributes.Object);
        var index = 0;
        foreach (var webhook in _webhooks.Current)
        {
            if (reinvocation.MayAsk(webhook.Key) && Matches(webhook, attributes) is { } matched
                && await conditions.HoldAsync(webhook, attributes, matched, cancellationToken).ConfigureAwait(false))
                await AskAsync(webhook, matched, index, attributes, reinvocation, cancellationToken).ConfigureAwait(false);
            index++;
        }

        reinvocation.KeepLast(attributes.Object);
    }

    private ResourceInfo? Matches(AdmissionWebhook webhook, AdmissionAttributes attributes) =>
        matcher.MatchRules(webhook.Rules, webhook.MatchesEquivalent, attributes) is { } matched
        && matcher.MatchSelectors(webhook.NamespaceSelector, webhook.ObjectSelector, attributes) ? matched : null;

    private async ValueTask AskAsync(
        AdmissionWebhook webhook, ResourceInfo matched, int index, AdmissionAttributes attributes, Reinvocation reinvocation, CancellationToken cancellationToken)
    {
        var round = reinvocation.IsSecondPass ? 1 : 0;
        var changed = false;
        var verdict = await caller.AskAsync(webhook, attributes, matched, mayPatch: true, cancellationToken).ConfigureAwait(false);
        if (verdict is null)
        {
            attributes.AuditAnnotations[$"failed-open.mutating.webhook.admission.k8s.io/round_{round}_index_{index}"] = webhook.Name;
        }
        else
        {
            WebhookCaller.Note(webhook, verdict, attributes);
            if (verdict.Refusal is not null)
                throw verdict.Refusal;
            changed = await ApplyAsync(webhook, matched, verdict.Patch, attributes, cancellationToken).ConfigureAwait(false);
        }

        attributes.AuditAnnotations[$"mutation.webhook.admission.k8s.io/round_{round}_index_{index}"] =
            new DocObject { { "configuration", webhook.Configuration }, { "webhook", webhook.Name }, { "mutated", changed } }.ToString();
        if (changed)
            reinvocation.ObjectChanged();
        if (webhook.WantsReinvocation)
            reinvocation.Asked(webhook.Key);
    }

    private async ValueTask<bool> ApplyAsync(
        AdmissionWebhook webhook, ResourceInfo matched, ReadOnlyMemory<byte> patch, AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        if (patch.IsEmpty)
            return false;
        if (attributes.Object is not { } standing)
            throw ApiException.Internal($"admission webhook \"{webhook.Name}\" attempted to modify the object, which is not supported for this operation");
        try
        {
            // The patch is one to the object that the webhook has seen, in the version it has seen it in.
            var seen = await versions.ConvertAsync(standing, attributes.Resource, matched, cancellationToken).ConfigureAwait(false);
            var changed = Patch.Apply(PatchKind.Json, seen!, patch, matched);
            var back = await versions.ConvertAsync(changed, matched, attributes.Resource, cancellationToken).ConfigureAwait(false);
            var patched = MutatedObject.Settle(attributes, standing, back!);
            if (patched.DeepEquals(standing))
                return false;
            attributes.Object = patched;
            return true;
        }
        catch (ApiException e)
        {
            throw ApiException.Internal($"failed to apply the patch of admission webhook \"{webhook.Name}\": {e.Message}");
        }
    }
}

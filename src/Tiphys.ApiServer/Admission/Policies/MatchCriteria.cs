using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission.Webhooks;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>Which writes a policy or a binding is about (admissionregistration.k8s.io MatchResources).</summary>
internal sealed record MatchCriteria(
    IReadOnlyList<WebhookRule> Rules,
    IReadOnlyList<WebhookRule> Excluded,
    LabelSelector NamespaceSelector,
    LabelSelector ObjectSelector,
    bool IsEquivalent)
{
    /// <param name="resources">Null: everything that the policy is about.</param>
    /// <exception cref="ApiException">A selector is broken.</exception>
    public static MatchCriteria Read(DocObject? resources) => new(
        [.. (resources ?? new DocObject()).ObjectsAt("resourceRules").Select(WebhookRule.Read)],
        [.. (resources ?? new DocObject()).ObjectsAt("excludeResourceRules").Select(WebhookRule.Read)],
        LabelSelector.FromObject(resources?.GetObject("namespaceSelector") ?? new DocObject()),
        LabelSelector.FromObject(resources?.GetObject("objectSelector") ?? new DocObject()),
        resources?.GetString("matchPolicy") != "Exact");

    /// <returns>The served resource as which the write matched; null if it did not.</returns>
    public ResourceInfo? Match(WebhookMatcher matcher, AdmissionAttributes attributes)
    {
        if (!matcher.MatchSelectors(NamespaceSelector, ObjectSelector, attributes))
            return null;
        if (Excluded.Count > 0 && matcher.MatchRules(Excluded, IsEquivalent, attributes) is not null)
            return null;
        // Rules may be left out of bindings only; they then add nothing to the policy's.
        return Rules.Count == 0 ? attributes.Resource : matcher.MatchRules(Rules, IsEquivalent, attributes);
    }
}

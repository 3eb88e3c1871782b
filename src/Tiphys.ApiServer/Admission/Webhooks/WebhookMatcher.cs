using Tiphys.Api.Machinery.Selectors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission.Namespaces;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Webhooks;

/// <summary>Whether a write is a webhook's or policy's business, and under which version of its resource.</summary>
internal sealed class WebhookMatcher(IObjectReader reader, Func<IResourceCatalog> catalog)
{
    private static readonly HashSet<string> Exempt =
    [
        "mutatingwebhookconfigurations", "validatingwebhookconfigurations", "mutatingadmissionpolicies", "mutatingadmissionpolicybindings",
        "validatingadmissionpolicies", "validatingadmissionpolicybindings",
    ];

    /// <summary>The objects that say who is asked are never put to those who are asked, or a broken one could not be mended.</summary>
    public static bool IsExempt(AdmissionAttributes attributes) =>
        attributes.Resource.GroupVersion.Group == "admissionregistration.k8s.io" && Exempt.Contains(attributes.Resource.Resource);

    /// <summary>The served resource as which a rule matched; null if none does.</summary>
    public ResourceInfo? MatchRules(IReadOnlyList<WebhookRule> rules, bool equivalent, AdmissionAttributes attributes)
    {
        var asked = attributes.Resource;
        if (rules.Any(rule => rule.Matches(attributes, asked.GroupVersion, asked.Resource)))
            return asked;
        if (!equivalent)
            return null;
        return catalog().All.FirstOrDefault(other => other.Resource == asked.Resource && other.GroupVersion != asked.GroupVersion && IsSame(other, asked)
            && rules.Any(rule => rule.Matches(attributes, other.GroupVersion, other.Resource)));
    }

    public bool MatchSelectors(LabelSelector namespaceSelector, LabelSelector objectSelector, AdmissionAttributes attributes) =>
        MatchNamespace(namespaceSelector, attributes)
        && (objectSelector.IsEverything || objectSelector.Matches(attributes.Object?.ObjectLabels) || (attributes.OldObject is { } old && objectSelector.Matches(old.ObjectLabels)));

    private static bool IsSame(ResourceInfo other, ResourceInfo asked) =>
        other.GroupVersion.Group == asked.GroupVersion.Group || (other.StorageVersion == asked.StorageVersion && other.Kind == asked.Kind);

    private bool MatchNamespace(LabelSelector selector, AdmissionAttributes attributes)
    {
        if (selector.IsEverything)
            return true;
        if (attributes.Is(BuiltInResources.Namespaces, attributes.Subresource))
            return selector.Matches(attributes.Object is { } written ? written.ObjectLabels : NamespaceStates.LabelsOf(reader, attributes.Name));
        // Objects of no namespace are never left out by a selector of namespaces.
        return attributes.Namespace.Length == 0 || selector.Matches(NamespaceStates.LabelsOf(reader, attributes.Namespace));
    }
}

using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Webhooks;

/// <summary>Which operations on which resources a webhook or policy is about (admissionregistration.k8s.io RuleWithOperations). <c>*</c> stands for all.</summary>
internal sealed record WebhookRule(
    IReadOnlyList<string> Operations,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Versions,
    IReadOnlyList<string> Resources,
    string Scope,
    IReadOnlyList<string> ResourceNames)
{
    public static WebhookRule Read(DocObject rule) => new(
        [.. rule.StringsAt("operations")],
        [.. rule.StringsAt("apiGroups")],
        [.. rule.StringsAt("apiVersions")],
        [.. rule.StringsAt("resources")],
        rule.StringAt("scope"),
        [.. rule.StringsAt("resourceNames")]);

    /// <param name="version">The resource's group and version to match, which is not always that of the request.</param>
    public bool Matches(AdmissionAttributes attributes, GroupVersion version, string resource) =>
        Has(Groups, version.Group) && Has(Versions, version.Version)
        && Has(Operations, attributes.Operation.ToString().ToUpperInvariant())
        && InScope(attributes)
        && Resources.Any(pattern => IsResource(pattern, resource, attributes.Subresource))
        && (ResourceNames.Count == 0 || ResourceNames.Contains(attributes.Name));

    private bool InScope(AdmissionAttributes attributes) => Scope switch
    {
        // A Namespace counts as cluster-scoped though requests about it name one.
        "Namespaced" => attributes.Resource.Namespaced,
        "Cluster" => !attributes.Resource.Namespaced,
        _ => true,
    };

    private static bool Has(IReadOnlyList<string> values, string value) => values.Contains("*") || values.Contains(value);

    private static bool IsResource(string pattern, string resource, string subresource)
    {
        var slash = pattern.IndexOf('/');
        var main = slash < 0 ? pattern : pattern[..slash];
        var sub = slash < 0 ? "" : pattern[(slash + 1)..];
        return (main == "*" || main == resource) && (sub == subresource || sub == "*");
    }
}

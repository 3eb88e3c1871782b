using Tiphys.ApiServer.Admission.Certificates;
using Tiphys.ApiServer.Admission.Limits;
using Tiphys.ApiServer.Admission.Namespaces;
using Tiphys.ApiServer.Admission.Networking;
using Tiphys.ApiServer.Admission.Nodes;
using Tiphys.ApiServer.Admission.Pods;
using Tiphys.ApiServer.Admission.Policies;
using Tiphys.ApiServer.Admission.PodSecurity;
using Tiphys.ApiServer.Admission.Quota;
using Tiphys.ApiServer.Admission.Storage;
using Tiphys.ApiServer.Admission.Webhooks;
using Tiphys.ApiServer.Outbound;

namespace Tiphys.ApiServer.Admission;

/// <summary>The admission chain put together, in upstream's order.</summary>
public static class DefaultAdmission
{
    private static readonly HashSet<string> OffByDefault = ["AlwaysPullImages", "DenyServiceExternalIPs", "ExtendedResourceToleration"];

    /// <param name="escalation">The check of <see cref="Authorization.DefaultAuthorization.Escalation"/>; cannot be disabled.</param>
    /// <exception cref="ArgumentException">The options name a plugin that does not exist.</exception>
    public static AdmissionChain Create(AdmissionOptions options, ServerServices services, WebhookClients clients, IAdmissionPlugin escalation)
    {
        var webhooks = new WebhookMetrics(services.Time);
        var all = All(options, services, clients, webhooks);
        var unknown = options.Enabled.Concat(options.Disabled).Except(all.Select(plugin => plugin.Name)).ToArray();
        if (unknown.Length > 0)
            throw new ArgumentException($"no such admission plugin: {string.Join(", ", unknown)}", nameof(options));
        var chosen = all.Where(plugin => (!OffByDefault.Contains(plugin.Name) || options.Enabled.Contains(plugin.Name)) && !options.Disabled.Contains(plugin.Name));
        return new AdmissionChain([escalation, .. chosen], services.Time, webhooks);
    }

    private static IReadOnlyList<IAdmissionPlugin> All(AdmissionOptions options, ServerServices services, WebhookClients clients, WebhookMetrics metrics)
    {
        var reader = services.Reader;
        var matcher = new WebhookMatcher(reader, services.Catalog);
        var policies = new PolicyContext(services, matcher);
        var conditions = new WebhookConditions(policies);
        var versions = new AdmissionVersions(services.Converter);
        var caller = new WebhookCaller(clients, versions, metrics);
        return
        [
            new NamespaceLifecycle(reader),
            new LimitRanger(reader),
            new ServiceAccountAdmission(reader, services.Time),
            new NodeRestriction(reader, services.Authorizer),
            new TaintNodesByCondition(),
            new AlwaysPullImages(),
            new PodSecurityAdmission(options.PodSecurity, reader),
            new PriorityAdmission(reader),
            new DefaultTolerationSeconds(),
            new ExtendedResourceToleration(),
            new DefaultStorageClass(reader),
            new StorageObjectInUseProtection(),
            new PersistentVolumeClaimResize(reader),
            new RuntimeClassAdmission(reader),
            new CertificateApproval(services.Authorizer),
            new CertificateSigning(services.Authorizer),
            new CertificateSubjectRestriction(),
            new DefaultIngressClass(reader),
            new DenyServiceExternalIPs(),
            new PodTopologyLabels(reader),
            new MutatingPolicies(policies),
            new MutatingWebhooks(reader, matcher, conditions, caller, versions),
            new ValidatingPolicies(policies),
            new ValidatingWebhooks(reader, matcher, conditions, caller),
            new ResourceQuotaAdmission(reader, services.Writer),
        ];
    }
}

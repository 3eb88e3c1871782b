using Tiphys.Api.Resources;
using Tiphys.ApiServer.CustomResources;
using Tiphys.ApiServer.Registry.Services;
using Tiphys.ApiServer.Registry.Strategies;

namespace Tiphys.ApiServer.Registry;

/// <summary>Which built-in resources do more than their schema says when they are written.</summary>
internal static class BuiltInStrategies
{
    /// <summary>Resources whose deletes answer the object.</summary>
    private static readonly (string Group, string[] Resources)[] ReturningDeleted =
    [
        ("", ["persistentvolumeclaims", "podtemplates", "resourcequotas", "serviceaccounts"]),
        ("resource.k8s.io", ["deviceclasses", "devicetaintrules", "resourceclaims", "resourceclaimtemplates", "resourceslices"]),
        ("storage.k8s.io", ["storageclasses", "volumeattributesclasses"]),
    ];

    /// <summary>Resources whose PUT makes what is not there.</summary>
    private static readonly (string Group, string[] Resources)[] CreatedOnUpdate =
    [
        ("", ["endpoints"]),
        ("rbac.authorization.k8s.io", ["clusterroles", "clusterrolebindings", "roles", "rolebindings"]),
    ];

    /// <summary>Resources whose PUT must carry a resourceVersion.</summary>
    private static readonly (string Group, string[] Resources)[] VersionRequired =
    [
        ("admissionregistration.k8s.io",
        [
            "mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "mutatingwebhookconfigurations",
            "validatingadmissionpolicies", "validatingadmissionpolicybindings", "validatingwebhookconfigurations",
        ]),
        ("policy", ["poddisruptionbudgets"]),
        ("storage.k8s.io", ["csistoragecapacities"]),
        ("storagemigration.k8s.io", ["storageversionmigrations"]),
    ];

    public static StrategyTable Make(ServiceStrategy services, TimeProvider time)
    {
        var table = new StrategyTable();
        AddAll(table, ReturningDeleted, new PlainStrategy { ReturnsDeleted = true });
        AddAll(table, CreatedOnUpdate, new PlainStrategy { CreatesOnUpdate = true });
        AddAll(table, VersionRequired, new PlainStrategy { RequiresVersion = true });
        var events = new PlainStrategy { CreatesOnUpdate = true, OwnsNothing = true };
        table.Add(new("", "events"), events);
        var both = new PlainStrategy { RequiresVersion = true, CreatesOnUpdate = true };
        table.Add(new("coordination.k8s.io", "leases"), both);
        table.Add(new("coordination.k8s.io", "leasecandidates"), both);
        table.Add(new("node.k8s.io", "runtimeclasses"), both);
        var returningVersioned = new PlainStrategy { RequiresVersion = true, ReturnsDeleted = true };
        table.Add(new("storage.k8s.io", "csidrivers"), returningVersioned);
        table.Add(new("storage.k8s.io", "csinodes"), returningVersioned);
        table.Add(new("storage.k8s.io", "volumeattachments"), returningVersioned);
        var orphaning = new PlainStrategy { Orphans = true };
        table.Add(new("", "replicationcontrollers"), orphaning);
        table.Add(new("batch", "jobs"), orphaning);
        table.Add(BuiltInResources.Services, services);
        table.Add(DefinitionController.Definitions, new DefinitionStrategy(time));
        table.Add(BuiltInResources.Pods, new PodStrategy(time));
        table.Add(new("", "persistentvolumes"), new PersistentVolumeStrategy(time));
        table.Add(new("", "limitranges"), new LimitRangeStrategy());
        table.Add(BuiltInResources.CertificateSigningRequests, new SigningRequestStrategy(time));
        table.Add(BuiltInResources.Namespaces, new NamespaceStrategy());
        return table;
    }

    private static void AddAll(StrategyTable table, (string Group, string[] Resources)[] resources, ResourceStrategy strategy)
    {
        foreach (var (group, names) in resources)
        {
            foreach (var name in names)
                table.Add(new GroupResource(group, name), strategy);
        }
    }
}

using Tiphys.Controllers.Autoscaling;
using Tiphys.Controllers.Bootstrap;
using Tiphys.Controllers.Certificates;
using Tiphys.Controllers.CronJobs;
using Tiphys.Controllers.DaemonSets;
using Tiphys.Controllers.Deployments;
using Tiphys.Controllers.Disruptions;
using Tiphys.Controllers.EndpointMirroring;
using Tiphys.Controllers.Endpoints;
using Tiphys.Controllers.EndpointSlices;
using Tiphys.Controllers.GarbageCollection;
using Tiphys.Controllers.Jobs;
using Tiphys.Controllers.Namespaces;
using Tiphys.Controllers.NodeIpam;
using Tiphys.Controllers.NodeLifecycle;
using Tiphys.Controllers.PodGc;
using Tiphys.Controllers.ReplicaSets;
using Tiphys.Controllers.ReplicationControllers;
using Tiphys.Controllers.ResourceQuotas;
using Tiphys.Controllers.RootCa;
using Tiphys.Controllers.Runtime;
using Tiphys.Controllers.ServiceAccounts;
using Tiphys.Controllers.StatefulSets;
using Tiphys.Controllers.TtlAfterFinished;
using Tiphys.Controllers.Volumes;

namespace Tiphys.Controllers;

/// <summary>Every controller there is, by the name it can be left out by. A maker answers null if the options give it nothing to do.</summary>
internal static class ControllerCatalog
{
    public static IReadOnlyList<(string Name, Func<ControllerContext, IController?> Make)> All { get; } =
    [
        ("serviceaccount-controller", context => new DefaultServiceAccountController(context)),
        ("root-ca-certificate-publisher-controller", context => context.Options.RootCaPem is { } pem ? new RootCaPublisher(context, pem) : null),
        ("replicaset-controller", context => new ReplicaSetController(context)),
        ("replicationcontroller-controller", context => new ReplicationControllerController(context)),
        ("deployment-controller", context => new DeploymentController(context)),
        ("job-controller", context => new JobController(context)),
        ("cronjob-controller", context => new CronJobController(context)),
        ("ttl-after-finished-controller", context => new TtlAfterFinishedController(context)),
        ("disruption-controller", context => new DisruptionController(context)),
        ("daemonset-controller", context => new DaemonSetController(context)),
        ("statefulset-controller", context => new StatefulSetController(context)),
        ("resourcequota-controller", context => new ResourceQuotaController(context)),
        ("persistentvolume-binder-controller", context => new ClaimBinder(context)),
        ("persistentvolume-phase-controller", context => new VolumePhaseController(context)),
        ("persistentvolumeclaim-protection-controller", context => new ClaimProtectionController(context)),
        ("persistentvolume-protection-controller", context => new VolumeProtectionController(context)),
        ("volumeattributesclass-protection-controller", context => new AttributesClassProtectionController(context)),
        ("ephemeral-volume-controller", context => new EphemeralVolumeController(context)),
        ("standard-storageclass-controller", context => new StandardClassController(context)),
        ("serviceaccount-token-controller", context => context.Options.SignSecretToken is { } sign ? new TokenSecretController(context, sign) : null),
        ("node-ipam-controller", context => context.Options.ClusterCidr is { } cidr ? new NodeIpamController(context, cidr) : null),
        ("certificatesigningrequest-controller", context => new CertificateController(context)),
        ("endpointslice-mirroring-controller", context => new EndpointMirroringController(context)),
        ("token-cleaner-controller", context => new TokenCleaner(context)),
        ("horizontal-pod-autoscaler-controller", context => new AutoscalerController(context)),
        ("endpoints-controller", context => new EndpointsController(context)),
        ("endpointslice-controller", context => new EndpointSliceController(context)),
        ("node-lifecycle-controller", context => new NodeLifecycleController(context)),
        ("taint-eviction-controller", context => new TaintEvictionController(context)),
        ("pod-garbage-collector-controller", context => new PodGcController(context)),
        ("namespace-controller", context => new NamespaceController(context)),
        ("garbage-collector-controller", context => new GarbageCollector(context)),
    ];
}

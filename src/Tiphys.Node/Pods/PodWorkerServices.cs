using Tiphys.Client;
using Tiphys.Client.Events;
using Tiphys.Node.Cgroups;
using Tiphys.Node.Cri;
using Tiphys.Node.Images;
using Tiphys.Node.Pods.Containers;
using Tiphys.Node.Pods.Probes;
using Tiphys.Node.Pods.Sandboxes;
using Tiphys.Node.Pods.Status;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Pods;

/// <summary>What all pod workers of a node share.</summary>
internal sealed record PodWorkerServices
{
    public required KubeClient Client { get; init; }

    public required IContainerRuntime Runtime { get; init; }

    public required RuntimePodReader Reader { get; init; }

    public required ContainerIndex Index { get; init; }

    public required PodApplier Applier { get; init; }

    public required ContainerStopper Stopper { get; init; }

    public required SandboxStarter Sandboxes { get; init; }

    public required ImagePuller Images { get; init; }

    public required PodVolumes Volumes { get; init; }

    public required PodCgroups Cgroups { get; init; }

    public required PodStatusWriter Status { get; init; }

    public required TerminationMessages Messages { get; init; }

    public required Prober Prober { get; init; }

    public required EventRecorder Events { get; init; }

    public required PodDirectories Directories { get; init; }

    public required NodeFacts Node { get; init; }

    public required TimeProvider Time { get; init; }
}

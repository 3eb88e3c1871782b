using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Scheduler.Filters;
using Tiphys.Scheduler.Pods;

namespace Tiphys.Scheduler.Queues;

/// <summary>A pod that waits for a node.</summary>
internal sealed class QueuedPod(V1Pod pod)
{
    public V1Pod Pod { get; set; } = pod;

    public string Uid => Pod.Metadata.Uid;

    public ObjectKey Key => Pod.Key();

    public int Priority => Pod.Spec.Priority ?? 0;

    /// <summary>Its class, once it was looked at; null again when the pod changes.</summary>
    public PodClass? Class { get; set; }

    /// <summary>How often it was tried without success.</summary>
    public int Attempts { get; set; }

    /// <summary>The clock's reading when it last joined the queue; the earlier goes first among equals.</summary>
    public long Since { get; set; }

    /// <summary>Not to be tried before the clock reads this.</summary>
    public long NotBefore { get; set; }

    /// <summary>What stood in the way when it was last tried.</summary>
    public IReadOnlySet<Verdict> Obstacles { get; set; } = new HashSet<Verdict>();

    /// <summary>Where it stands.</summary>
    public QueuePlace Place { get; set; }

    /// <summary>The state's version when it was last tried: what happened since may let it in.</summary>
    public long TriedAt { get; set; }
}

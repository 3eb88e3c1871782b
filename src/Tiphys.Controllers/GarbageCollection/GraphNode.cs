using k8s.Models;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.GarbageCollection;

/// <summary>An object in the graph. Guarded by the graph's gate.</summary>
internal sealed class GraphNode(string uid)
{
    public const string ForegroundFinalizer = "foregroundDeletion";
    public const string OrphanFinalizer = "orphan";

    public string Uid { get; } = uid;

    /// <summary>Null as long as the node is virtual.</summary>
    public ResourceType? Type { get; private set; }

    public ObjectKey Key { get; set; }

    /// <summary>How a dependent names it, while it is virtual.</summary>
    public V1OwnerReference? Identity { get; set; }

    public IReadOnlyList<V1OwnerReference> Owners { get; private set; } = [];

    public HashSet<GraphNode> Dependents { get; } = [];

    /// <summary>Not seen itself.</summary>
    public bool IsVirtual { get; set; }

    /// <summary>Known not to be there.</summary>
    public bool IsAbsent { get; set; }

    /// <summary>Virtual, but the server says that it is there: a type that is not watched.</summary>
    public bool IsConfirmed { get; set; }

    public bool IsDeletingDependents { get; private set; }

    public bool IsOrphaning { get; private set; }

    public void Become(ResourceType type, PartialObject item)
    {
        Type = type;
        Key = item.Key();
        IsVirtual = false;
        IsAbsent = false;
        Owners = [.. item.Metadata.OwnerReferences ?? []];
        IsDeletingDependents = item.IsDeleting() && item.HasFinalizer(ForegroundFinalizer);
        IsOrphaning = item.IsDeleting() && item.HasFinalizer(OrphanFinalizer);
    }

    public void Forget()
    {
        Owners = [];
        IsDeletingDependents = false;
        IsOrphaning = false;
    }
}

using k8s.Models;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.GarbageCollection;

/// <summary>What the graph knew of an object at one moment.</summary>
/// <param name="Type">Null if only others name it.</param>
/// <param name="Identity">How they name it.</param>
internal sealed record GraphView(
    ResourceType? Type,
    ObjectKey Key,
    V1OwnerReference? Identity,
    bool IsVirtual,
    bool IsAbsent,
    bool IsDeletingDependents,
    IReadOnlyList<(V1OwnerReference Reference, OwnerState State)> Owners,
    IReadOnlyList<GraphDependent> Dependents);

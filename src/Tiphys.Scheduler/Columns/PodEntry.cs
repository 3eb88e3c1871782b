using Tiphys.Client.Objects;
using Tiphys.Scheduler.Pods;

namespace Tiphys.Scheduler.Columns;

/// <summary>A pod that takes room on a node: bound, or assumed to be while its binding is on the way.</summary>
internal sealed class PodEntry
{
    public required ObjectKey Key { get; init; }

    public required string Uid { get; init; }

    public required PodClass Class { get; init; }

    public required int Row { get; init; }

    /// <summary>When it began to run; the newest goes first when room must be made.</summary>
    public DateTime Started { get; init; }

    /// <summary>The pod's generation when the class was worked out; null if the server counts none.</summary>
    public long? Generation { get; init; }

    /// <summary>On its way out: it takes room still, but spreading does not count it.</summary>
    public bool IsDeleting { get; init; }

    /// <summary>The claims it uses, by name in its namespace.</summary>
    public IReadOnlyList<string> Claims { get; init; } = [];

    /// <summary>Not bound: room kept for a pod that waits for its victims to end.</summary>
    public bool IsNominated { get; init; }

    /// <summary>Left out of the columns for the moment, to see what would be without it.</summary>
    public bool IsSetAside { get; set; }
}

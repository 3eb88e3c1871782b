namespace Tiphys.ApiServer.Registry.Strategies;

/// <summary>A resource that differs from the others only in what its updates and deletes allow and answer.</summary>
internal sealed class PlainStrategy : ResourceStrategy
{
    public bool ReturnsDeleted { get; init; }

    public bool CreatesOnUpdate { get; init; }

    public bool RequiresVersion { get; init; }

    public bool Orphans { get; init; }

    public bool OwnsNothing { get; init; }

    public override bool HasDependents => !OwnsNothing;

    public override bool ReturnsDeletedObject => ReturnsDeleted;

    public override bool AllowsCreateOnUpdate => CreatesOnUpdate;

    public override bool AllowsUnconditionalUpdate => !RequiresVersion;

    public override bool OrphansByDefault => Orphans;
}

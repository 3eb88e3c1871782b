namespace Tiphys.Scheduler.Filters;

/// <summary>Whether a pod may run on a node, and the first thing against it.</summary>
internal enum Verdict : byte
{
    Feasible,
    Unschedulable,
    WrongNode,
    Taint,
    NodeAffinity,
    Ports,
    Resources,
    ClaimInUse,
    VolumeNodeAffinity,
    VolumeNotFound,
    VolumeNoMatch,
    SpreadLabel,
    Spread,
    PodAffinity,
    PodAntiAffinity,
    ExistingAntiAffinity,
}

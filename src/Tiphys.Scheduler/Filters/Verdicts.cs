namespace Tiphys.Scheduler.Filters;

/// <summary>What a verdict says to people, in the words clients know, and whether removing pods could change it.</summary>
internal static class Verdicts
{
    /// <summary>False if no pod's removal makes the node feasible, so preemption need not look at it.</summary>
    public static bool IsResolvable(this Verdict verdict) => verdict is Verdict.Ports or Verdict.Resources or Verdict.ClaimInUse or Verdict.Spread
        or Verdict.PodAntiAffinity or Verdict.ExistingAntiAffinity;

    public static string Text(this Verdict verdict) => verdict switch
    {
        Verdict.Unschedulable => "node(s) were unschedulable",
        Verdict.WrongNode => "node(s) didn't match the requested node name",
        Verdict.Taint => "node(s) had untolerated taint(s)",
        Verdict.NodeAffinity => "node(s) didn't match Pod's node affinity/selector",
        Verdict.Ports => "node(s) didn't have free ports for the requested pod ports",
        Verdict.ClaimInUse => "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod",
        Verdict.VolumeNodeAffinity => "node(s) didn't match PersistentVolume's node affinity",
        Verdict.VolumeNotFound => "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)",
        Verdict.VolumeNoMatch => "node(s) didn't find available persistent volumes to bind",
        Verdict.SpreadLabel => "node(s) didn't match pod topology spread constraints (missing required label)",
        Verdict.Spread => "node(s) didn't match pod topology spread constraints",
        Verdict.PodAffinity => "node(s) didn't match pod affinity rules",
        Verdict.PodAntiAffinity => "node(s) didn't match pod anti-affinity rules",
        Verdict.ExistingAntiAffinity => "node(s) didn't satisfy existing pods anti-affinity rules",
        _ => verdict.ToString(),
    };
}

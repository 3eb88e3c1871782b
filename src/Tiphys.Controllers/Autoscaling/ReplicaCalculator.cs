using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Pods;

namespace Tiphys.Controllers.Autoscaling;

/// <summary>How many replicas bring a metric to its target. Pure; upstream: "Algorithm details" of HorizontalPodAutoscaler.</summary>
internal static class ReplicaCalculator
{
    private const double Tolerance = 0.1;
    private static readonly TimeSpan CpuInitialization = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan InitialReadiness = TimeSpan.FromSeconds(30);

    /// <summary>For a metric of each pod.</summary>
    /// <param name="current">What the target has at present.</param>
    /// <param name="pods">The target's pods.</param>
    /// <param name="values">The metric by pod name.</param>
    /// <param name="targetPerPod">What each pod should have.</param>
    /// <param name="isCpu">CPU of pods that are just starting says nothing.</param>
    public static int PerPod(
        int current, IReadOnlyCollection<V1Pod> pods, IReadOnlyDictionary<string, double> values, Func<V1Pod, double> targetPerPod, bool isCpu, DateTime now)
    {
        var alive = pods.Where(pod => pod.Status?.Phase is not "Failed" && !pod.IsDeleting()).ToArray();
        var starting = alive.Where(pod => pod.Status?.Phase == "Pending" || (isCpu && IsStarting(pod, now))).Select(pod => pod.Metadata.Name).ToHashSet();
        var known = alive.Where(pod => values.ContainsKey(pod.Metadata.Name) && !starting.Contains(pod.Metadata.Name)).ToArray();
        if (known.Length == 0)
            return current;
        var missing = alive.Where(pod => !values.ContainsKey(pod.Metadata.Name) && !starting.Contains(pod.Metadata.Name)).ToArray();
        var ratio = Ratio(known, pod => values[pod.Metadata.Name], targetPerPod);
        if (missing.Length == 0 && (starting.Count == 0 || ratio <= 1))
            return Within(ratio) ? current : Up(ratio * known.Length);

        // What is unknown is assumed to be against the change: it damps, it never drives.
        var damped = Ratio(
            ratio > 1 ? alive : [.. known, .. missing],
            pod => values.TryGetValue(pod.Metadata.Name, out var value) && !starting.Contains(pod.Metadata.Name) ? value : ratio < 1 ? targetPerPod(pod) : 0,
            targetPerPod);
        if (Within(damped) || (ratio < 1 && damped > 1) || (ratio > 1 && damped < 1))
            return current;
        var counted = ratio > 1 ? alive.Length : known.Length + missing.Length;
        var wanted = Up(damped * counted);
        return (damped < 1 && wanted > current) || (damped > 1 && wanted < current) ? current : wanted;
    }

    /// <summary>For a metric of the whole, shared by the pods that are ready.</summary>
    public static int OfWhole(int current, int ready, double value, double target)
    {
        var ratio = value / target;
        return Within(ratio) ? current : Up(ratio * Math.Max(ready, 1));
    }

    /// <summary>For a metric of the whole, of which each replica should have so much.</summary>
    public static int OfShare(int current, double value, double targetPerReplica)
    {
        var ratio = value / (targetPerReplica * Math.Max(current, 1));
        return Within(ratio) ? current : Up(value / targetPerReplica);
    }

    /// <summary>Rounded up, but not for the sake of the last bits of a division: three times the target is three times the pods.</summary>
    private static int Up(double replicas) => (int)Math.Ceiling(Math.Round(replicas, 6));

    private static bool Within(double ratio) => Math.Abs(1 - ratio) <= Tolerance;

    private static double Ratio(V1Pod[] pods, Func<V1Pod, double> value, Func<V1Pod, double> target)
    {
        var wanted = pods.Sum(target);
        return wanted <= 0 ? 1 : pods.Sum(value) / wanted;
    }

    private static bool IsStarting(V1Pod pod, DateTime now)
    {
        if (pod.Status?.StartTime is not { } start || pod.Condition("Ready") is not { } ready)
            return true;
        if (start + CpuInitialization > now)
            return ready.Status == "False" || ready.LastTransitionTime > now.AddMinutes(-1);
        return ready.Status == "False" && ready.LastTransitionTime < start + InitialReadiness;
    }
}

using k8s.Models;

namespace Tiphys.Controllers.Autoscaling;

/// <summary>Holds a recommendation to the bounds, windows and rates the autoscaler sets. Pure but for the history it is given.</summary>
internal static class ScaleBehavior
{
    private const int DefaultDownWindow = 300;

    /// <param name="limited">Reason and message if something held it back.</param>
    public static int Apply(V2HorizontalPodAutoscaler scaler, ScaleHistory history, int current, int recommended, out (string Reason, string Message)? limited)
    {
        limited = null;
        history.Recommend(recommended);
        var wanted = Stabilize(scaler, history, current, recommended);
        var held = wanted > current ? Math.Min(wanted, MostUp(scaler, history, current)) : Math.Max(wanted, LeastDown(scaler, history, current));
        if (held != wanted)
            limited = wanted > current ? ("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate")
                : ("ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate");
        var least = scaler.Spec.MinReplicas ?? 1;
        if (held < least)
        {
            limited = ("TooFewReplicas", "the desired replica count is less than the minimum replica count");
            return least;
        }

        if (held <= scaler.Spec.MaxReplicas)
            return held;
        limited = ("TooManyReplicas", "the desired replica count is more than the maximum replica count");
        return scaler.Spec.MaxReplicas;
    }

    private static int Stabilize(V2HorizontalPodAutoscaler scaler, ScaleHistory history, int current, int recommended)
    {
        var up = scaler.Spec.Behavior?.ScaleUp?.StabilizationWindowSeconds ?? 0;
        var down = scaler.Spec.Behavior?.ScaleDown?.StabilizationWindowSeconds ?? DefaultDownWindow;
        var lowest = history.Recommendations(TimeSpan.FromSeconds(up)).Min();
        var highest = history.Recommendations(TimeSpan.FromSeconds(down)).Max();
        return recommended > current ? Math.Max(current, Math.Min(recommended, lowest)) : Math.Min(current, Math.Max(recommended, highest));
    }

    private static int MostUp(V2HorizontalPodAutoscaler scaler, ScaleHistory history, int current)
    {
        var rules = scaler.Spec.Behavior?.ScaleUp;
        if (rules?.SelectPolicy == "Disabled")
            return current;

        // By default: the greater of doubling and four more, each 15 seconds.
        var policies = rules?.Policies is { Count: > 0 } stated ? stated :
        [
            new() { Type = "Percent", Value = 100, PeriodSeconds = 15 },
            new() { Type = "Pods", Value = 4, PeriodSeconds = 15 },
        ];
        var limits = policies.Select(policy =>
        {
            var start = current - history.Changed(TimeSpan.FromSeconds(policy.PeriodSeconds), up: true);
            return policy.Type == "Pods" ? start + policy.Value : (int)Math.Ceiling(start * (1 + (policy.Value / 100.0)));
        }).ToArray();
        return rules?.SelectPolicy == "Min" ? limits.Min() : limits.Max();
    }

    private static int LeastDown(V2HorizontalPodAutoscaler scaler, ScaleHistory history, int current)
    {
        var rules = scaler.Spec.Behavior?.ScaleDown;
        if (rules?.SelectPolicy == "Disabled")
            return current;
        var policies = rules?.Policies is { Count: > 0 } stated ? stated : [new() { Type = "Percent", Value = 100, PeriodSeconds = 15 }];
        var limits = policies.Select(policy =>
        {
            var start = current + history.Changed(TimeSpan.FromSeconds(policy.PeriodSeconds), up: false);
            return policy.Type == "Pods" ? start - policy.Value : (int)Math.Floor(start * (1 - (policy.Value / 100.0)));
        }).ToArray();
        return Math.Max(0, rules?.SelectPolicy == "Min" ? limits.Max() : limits.Min());
    }
}

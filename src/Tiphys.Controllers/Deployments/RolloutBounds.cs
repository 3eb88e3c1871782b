using System.Globalization;
using k8s.Models;

namespace Tiphys.Controllers.Deployments;

/// <summary>maxSurge and maxUnavailable as numbers of pods.</summary>
/// <param name="MaxSurge">Pods beyond the wished number; percentages are rounded up.</param>
/// <param name="MaxUnavailable">Pods that may be missing; percentages are rounded down.</param>
internal readonly record struct RolloutBounds(int MaxSurge, int MaxUnavailable)
{
    public static RolloutBounds Of(V1Deployment deployment)
    {
        var replicas = deployment.Spec.Replicas ?? 1;
        if (deployment.Spec.Strategy?.Type == "Recreate" || replicas == 0)
            return default;
        var rolling = deployment.Spec.Strategy?.RollingUpdate;
        var surge = Resolve(rolling?.MaxSurge ?? "25%", replicas, roundUp: true);
        var unavailable = Resolve(rolling?.MaxUnavailable ?? "25%", replicas, roundUp: false);

        // Both may round to nothing, and then no step would ever be allowed.
        if (surge == 0 && unavailable == 0)
            unavailable = 1;
        return new(surge, Math.Min(unavailable, replicas));
    }

    /// <summary>A number or a percentage of the total.</summary>
    public static int Resolve(IntOrString value, int total, bool roundUp)
    {
        var text = value.Value;
        if (!text.EndsWith('%'))
            return int.Parse(text, CultureInfo.InvariantCulture);
        var share = double.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture) * total / 100;
        return (int)(roundUp ? Math.Ceiling(share) : Math.Floor(share));
    }
}

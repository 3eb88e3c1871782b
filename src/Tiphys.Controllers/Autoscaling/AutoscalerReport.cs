using k8s.Models;

namespace Tiphys.Controllers.Autoscaling;

/// <summary>Collects what one look at an autoscaler found, and makes its status.</summary>
internal sealed class AutoscalerReport(V2HorizontalPodAutoscaler scaler, DateTime now)
{
    private readonly List<V2HorizontalPodAutoscalerCondition> _conditions = [.. scaler.Status?.Conditions ?? []];

    public int Current { get; set; } = scaler.Status?.CurrentReplicas ?? 0;

    public int Desired { get; set; } = scaler.Status?.DesiredReplicas ?? 0;

    public bool Scaled { get; set; }

    public List<V2MetricStatus> Metrics { get; } = [];

    public void Set(string type, string status, string reason, string message)
    {
        var at = _conditions.FindIndex(condition => condition.Type == type);
        var before = at < 0 ? null : _conditions[at];
        var made = new V2HorizontalPodAutoscalerCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
        };
        if (at < 0)
            _conditions.Add(made);
        else
            _conditions[at] = made;
    }

    public V2HorizontalPodAutoscalerStatus Status() => new()
    {
        ObservedGeneration = scaler.Metadata.Generation ?? scaler.Status?.ObservedGeneration,
        CurrentReplicas = Current,
        DesiredReplicas = Desired,
        LastScaleTime = Scaled ? now : scaler.Status?.LastScaleTime,
        CurrentMetrics = Metrics.Count > 0 ? Metrics : scaler.Status?.CurrentMetrics,
        Conditions = _conditions,
    };
}

using k8s.Models;

namespace Tiphys.Controllers.Autoscaling;

/// <summary>What one metric asks for.</summary>
/// <param name="Status">The metric's present value, for the status.</param>
/// <param name="Name">For the event that reports a change.</param>
internal sealed record MetricRecommendation(int Replicas, V2MetricStatus Status, string Name);

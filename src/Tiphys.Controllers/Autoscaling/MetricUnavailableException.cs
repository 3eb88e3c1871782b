namespace Tiphys.Controllers.Autoscaling;

/// <summary>A metric that an autoscaler asks for cannot be had.</summary>
internal sealed class MetricUnavailableException(string message) : Exception(message);

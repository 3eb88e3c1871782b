using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Pods;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Controllers.Autoscaling;

/// <summary>Turns one metric of an autoscaler into a number of replicas.</summary>
internal sealed class MetricEvaluator(MetricsReader reader)
{
    /// <exception cref="MetricUnavailableException">The metric cannot be had.</exception>
    public Task<MetricRecommendation> EvaluateAsync(
        V2MetricSpec metric, string ns, string selector, int current, IReadOnlyCollection<V1Pod> pods, DateTime now, CancellationToken cancellationToken) => metric.Type switch
        {
            "Resource" => ResourceAsync(metric.Resource.Name, null, metric.Resource.Target, ns, selector, current, pods, now, cancellationToken),
            "ContainerResource" => ResourceAsync(
                metric.ContainerResource.Name, metric.ContainerResource.Container, metric.ContainerResource.Target, ns, selector, current, pods, now, cancellationToken),
            "Pods" => PodsAsync(metric.Pods, ns, selector, current, pods, now, cancellationToken),
            "Object" => ObjectAsync(metric.ObjectProperty, ns, current, pods, cancellationToken),
            "External" => ExternalAsync(metric.External, ns, current, pods, cancellationToken),
            _ => throw new MetricUnavailableException($"unknown metric source type {metric.Type}"),
        };

    private static ResourceQuantity Format(double value) => Quantity.FromMilli((long)Math.Round(value * 1000)).ToString();

    private static double Value(ResourceQuantity quantity) => (double)quantity.ToDecimal();

    private static double Asked(V1Pod pod, string resource, string? container)
    {
        if (container is null)
            return (double)PodResources.Requests(pod.Spec).GetValueOrDefault(resource);
        var found = pod.Spec.Containers.FirstOrDefault(item => item.Name == container)?.Resources?.Requests;
        return found is not null && found.TryGetValue(resource, out var quantity) ? Value(quantity) : 0;
    }

    private async Task<MetricRecommendation> ResourceAsync(
        string resource,
        string? container,
        V2MetricTarget target,
        string ns,
        string selector,
        int current,
        IReadOnlyCollection<V1Pod> pods,
        DateTime now,
        CancellationToken cancellationToken)
    {
        var values = await reader.PodsAsync(ns, selector, resource, container, cancellationToken).ConfigureAwait(false);
        if (values.Count == 0)
            throw new MetricUnavailableException($"no metrics returned from resource metrics API for {resource}");
        var measured = pods.Where(pod => values.ContainsKey(pod.Metadata.Name)).ToArray();
        var average = measured.Length == 0 ? 0 : measured.Average(pod => values[pod.Metadata.Name]);
        var status = new V2MetricValueStatus { AverageValue = Format(average) };
        Func<V1Pod, double> wanted;
        if (target.AverageUtilization is { } percent)
        {
            if (pods.FirstOrDefault(pod => Asked(pod, resource, container) <= 0) is { } without)
                throw new MetricUnavailableException($"missing request for {resource} in pod {without.Metadata.Name}");
            wanted = pod => Asked(pod, resource, container) * percent / 100;
            var asked = measured.Sum(pod => Asked(pod, resource, container));
            status.AverageUtilization = asked <= 0 ? 0 : (int)(measured.Sum(pod => values[pod.Metadata.Name]) * 100 / asked);
        }
        else
            wanted = _ => Value(target.AverageValue);

        var replicas = ReplicaCalculator.PerPod(current, pods, values, wanted, resource == "cpu", now);
        return container is null
            ? new(replicas, new() { Type = "Resource", Resource = new() { Name = resource, Current = status } }, $"{resource} resource utilization (percentage of request)")
            : new(
                replicas,
                new() { Type = "ContainerResource", ContainerResource = new() { Name = resource, Container = container, Current = status } },
                $"{resource} container resource utilization (percentage of request)");
    }

    private async Task<MetricRecommendation> PodsAsync(
        V2PodsMetricSource source, string ns, string selector, int current, IReadOnlyCollection<V1Pod> pods, DateTime now, CancellationToken cancellationToken)
    {
        var values = await reader.CustomAsync(ns, selector, source.Metric.Name, cancellationToken).ConfigureAwait(false);
        if (values.Count == 0)
            throw new MetricUnavailableException($"no metrics returned from custom metrics API for {source.Metric.Name}");
        var replicas = ReplicaCalculator.PerPod(current, pods, values, _ => Value(source.Target.AverageValue), isCpu: false, now);
        var status = new V2MetricValueStatus { AverageValue = Format(values.Values.Average()) };
        return new(replicas, new() { Type = "Pods", Pods = new() { Metric = source.Metric, Current = status } }, $"pods metric {source.Metric.Name}");
    }

    private async Task<MetricRecommendation> ObjectAsync(
        V2ObjectMetricSource source, string ns, int current, IReadOnlyCollection<V1Pod> pods, CancellationToken cancellationToken)
    {
        var of = source.DescribedObject;
        var value = await reader.ObjectAsync(ns, of.Kind.ToLowerInvariant() + "s", of.Name, source.Metric.Name, cancellationToken).ConfigureAwait(false);
        var status = new V2ObjectMetricStatus { Metric = source.Metric, DescribedObject = of, Current = Current(source.Target, value, current) };
        return new(Whole(source.Target, value, current, pods), new() { Type = "Object", ObjectProperty = status }, $"{of.Kind} metric {source.Metric.Name}");
    }

    private async Task<MetricRecommendation> ExternalAsync(
        V2ExternalMetricSource source, string ns, int current, IReadOnlyCollection<V1Pod> pods, CancellationToken cancellationToken)
    {
        var selector = string.Join(',', source.Metric.Selector?.MatchLabels?.Select(pair => $"{pair.Key}={pair.Value}") ?? []);
        var value = await reader.ExternalAsync(ns, source.Metric.Name, selector, cancellationToken).ConfigureAwait(false);
        var status = new V2ExternalMetricStatus { Metric = source.Metric, Current = Current(source.Target, value, current) };
        return new(Whole(source.Target, value, current, pods), new() { Type = "External", External = status }, $"external metric {source.Metric.Name}");
    }

    private static int Whole(V2MetricTarget target, double value, int current, IReadOnlyCollection<V1Pod> pods) => target.AverageValue is { } share
        ? ReplicaCalculator.OfShare(current, value, Value(share))
        : ReplicaCalculator.OfWhole(current, pods.Count(pod => pod.IsReady()), value, Value(target.Value));

    private static V2MetricValueStatus Current(V2MetricTarget target, double value, int current) => target.AverageValue is not null
        ? new() { AverageValue = Format(value / Math.Max(1, current)) }
        : new() { Value = Format(value) };
}

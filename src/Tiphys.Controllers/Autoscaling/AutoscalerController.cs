using System.Collections.Concurrent;
using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client.Discovery;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Selectors;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Autoscaling;

/// <summary>HorizontalPodAutoscalers (autoscaling/v2).</summary>
internal sealed class AutoscalerController : KeyedController
{
    private readonly ObjectCache<V2HorizontalPodAutoscaler> _scalers;
    private readonly ObjectCache<V1Pod> _pods;
    private readonly EventRecorder _events;
    private readonly DiscoveryClient _discovery;
    private readonly MetricEvaluator _metrics;
    private readonly ConcurrentDictionary<ObjectKey, ScaleHistory> _histories = new();

    public AutoscalerController(ControllerContext context)
        : base(context, "horizontal-pod-autoscaler-controller")
    {
        _events = context.Recorder("horizontal-pod-autoscaler");
        _discovery = new(Client);
        _metrics = new(new(Client));
        _pods = Follow<V1Pod>();
        _scalers = Watch<V2HorizontalPodAutoscaler>(change =>
        {
            if (change.IsAddition || change.IsDeletion || change.Before?.Metadata.Generation != change.After.Metadata.Generation)
                Queue.Add(change.Current.Key());
        });
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_scalers.Get(key) is not { } scaler || scaler.IsDeleting())
        {
            _histories.TryRemove(key, out _);
            return ReconcileResult.Done;
        }

        var report = new AutoscalerReport(scaler, Now);
        await LookAsync(scaler, report, cancellationToken).ConfigureAwait(false);
        var status = report.Status();
        if (!KubeJson.Write(status).AsSpan().SequenceEqual(KubeJson.Write(scaler.Status ?? new())))
            await Client.For<V2HorizontalPodAutoscaler>().UpdateStatusAsync(scaler with { Status = status }, cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Later(Context.Options.AutoscalerPeriod);
    }

    private async Task LookAsync(V2HorizontalPodAutoscaler scaler, AutoscalerReport report, CancellationToken cancellationToken)
    {
        ScaleTarget target;
        var of = scaler.Spec.ScaleTargetRef;
        try
        {
            target = await ScaleTarget.ReadAsync(
                Client, _discovery, scaler.Metadata.NamespaceProperty, of.ApiVersion ?? "", of.Kind, of.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiException or MetricUnavailableException)
        {
            report.Set("AbleToScale", "False", "FailedGetScale", $"the HPA controller was unable to get the target's current scale: {e.Message}");
            _events.Warning(scaler.Reference(), "FailedGetScale", e.Message);
            return;
        }

        report.Current = target.Present;
        report.Set("AbleToScale", "True", "SucceededGetScale", "the HPA controller was able to get the target's current scale");
        if (target.Replicas == 0 && scaler.Spec.MinReplicas != 0)
        {
            report.Desired = 0;
            report.Set("ScalingActive", "False", "ScalingDisabled", "scaling is disabled since the replica count of the target is zero");
            return;
        }

        if (await RecommendAsync(scaler, target, report, cancellationToken).ConfigureAwait(false) is not { } best)
            return;
        await ScaleAsync(scaler, target, best, report, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>The greatest of what the metrics ask for; null if none can be had, or one cannot and the rest would shrink.</returns>
    private async Task<MetricRecommendation?> RecommendAsync(
        V2HorizontalPodAutoscaler scaler, ScaleTarget target, AutoscalerReport report, CancellationToken cancellationToken)
    {
        var ns = scaler.Metadata.NamespaceProperty;
        var selector = SelectorText.Parse(target.Selector);
        var pods = _pods.List(ns).Where(pod => selector.Matches(pod.Metadata.Labels)).ToArray();
        MetricRecommendation? best = null;
        string? failure = null;
        foreach (var metric in scaler.Spec.Metrics ?? [])
        {
            try
            {
                var asked = await _metrics.EvaluateAsync(metric, ns, target.Selector, target.Replicas, pods, Now, cancellationToken).ConfigureAwait(false);
                report.Metrics.Add(asked.Status);
                if (best is null || asked.Replicas > best.Replicas)
                    best = asked;
            }
            catch (Exception e) when (e is ApiException or MetricUnavailableException)
            {
                failure ??= $"failed to get {metric.Type.ToLowerInvariant()} metric: {e.Message}";
            }
        }

        if (failure is null || best?.Replicas > target.Replicas)
        {
            if (best is not null)
                report.Set("ScalingActive", "True", "ValidMetricFound", $"the HPA was able to successfully calculate a replica count from {best.Name}");
            return best;
        }

        report.Set("ScalingActive", "False", "FailedGetResourceMetric", $"the HPA was unable to compute the replica count: {failure}");
        _events.Warning(scaler.Reference(), "FailedGetResourceMetric", failure);
        return null;
    }

    private async Task ScaleAsync(
        V2HorizontalPodAutoscaler scaler, ScaleTarget target, MetricRecommendation best, AutoscalerReport report, CancellationToken cancellationToken)
    {
        var history = _histories.GetOrAdd(scaler.Key(), _ => new(Context.Time));
        var wanted = ScaleBehavior.Apply(scaler, history, target.Replicas, best.Replicas, out var limited);
        report.Desired = wanted;
        if (limited is { } reason)
            report.Set("ScalingLimited", "True", reason.Reason, reason.Message);
        else
            report.Set("ScalingLimited", "False", "DesiredWithinRange", "the desired count is within the acceptable range");
        if (wanted == target.Replicas)
            return;
        await target.WriteAsync(Client, wanted, cancellationToken).ConfigureAwait(false);
        history.Did(wanted - target.Replicas);
        report.Scaled = true;
        report.Set("AbleToScale", "True", "SucceededRescale", $"the HPA controller was able to update the target scale to {wanted}");
        var direction = wanted > target.Replicas ? "above" : "below";
        _events.Normal(scaler.Reference(), "SuccessfulRescale", $"New size: {wanted}; reason: {best.Name} {direction} target");
    }
}

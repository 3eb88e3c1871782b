using Tiphys.ApiServer.Metrics;

namespace Tiphys.ApiServer.Admission;

/// <summary>
/// The whole chain as one plugin: members mutate in order, and once more if a webhook changed the object after them, as upstream does; members validate in order.
/// </summary>
public sealed class AdmissionChain : IAdmissionPlugin
{
    private readonly AdmissionMetrics _metrics;

    /// <param name="further">What members have to show of their own.</param>
    public AdmissionChain(IReadOnlyList<IAdmissionPlugin> members, TimeProvider time, params IReadOnlyList<IMetricSource> further)
    {
        Members = members;
        _metrics = new(members, time);
        Metrics = [_metrics, .. further];
    }

    public string Name => "AdmissionChain";

    /// <summary>The members, in order.</summary>
    public IReadOnlyList<IAdmissionPlugin> Members { get; }

    /// <summary>How long members take, and what they have to show of their own.</summary>
    public IReadOnlyList<IMetricSource> Metrics { get; }

    public bool Handles(AdmissionAttributes attributes) => true;

    public async ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var (began, rejected) = (_metrics.Begin(), true);
        try
        {
            var reinvocation = new Reinvocation();
            await PassAsync(attributes, reinvocation, cancellationToken).ConfigureAwait(false);
            if (reinvocation.IsWanted)
            {
                reinvocation.IsSecondPass = true;
                await PassAsync(attributes, reinvocation, cancellationToken).ConfigureAwait(false);
            }

            rejected = false;
        }
        finally
        {
            _metrics.EndStep(attributes, validates: false, rejected, began);
        }
    }

    public async ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var (began, rejected) = (_metrics.Begin(), true);
        try
        {
            for (var i = 0; i < Members.Count; i++)
            {
                if (Members[i].Handles(attributes))
                    await MeasureAsync(i, Members[i].ValidateAsync(attributes, cancellationToken), attributes, validates: true, _metrics.Begin()).ConfigureAwait(false);
            }

            rejected = false;
        }
        finally
        {
            _metrics.EndStep(attributes, validates: true, rejected, began);
        }
    }

    private async ValueTask PassAsync(AdmissionAttributes attributes, Reinvocation reinvocation, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Members.Count; i++)
        {
            var member = Members[i];
            if (!member.Handles(attributes))
                continue;
            var began = _metrics.Begin();
            var mutating = member is IReinvocablePlugin reinvocable
                ? reinvocable.MutateAsync(attributes, reinvocation, cancellationToken)
                : member.MutateAsync(attributes, cancellationToken);
            await MeasureAsync(i, mutating, attributes, validates: false, began).ConfigureAwait(false);
        }
    }

    private async ValueTask MeasureAsync(int member, ValueTask work, AdmissionAttributes attributes, bool validates, long began)
    {
        var rejected = true;
        try
        {
            await work.ConfigureAwait(false);
            rejected = false;
        }
        finally
        {
            _metrics.EndPlugin(member, attributes, validates, rejected, began);
        }
    }
}

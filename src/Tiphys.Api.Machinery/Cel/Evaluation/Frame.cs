using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

/// <summary>One evaluation: its variables, what it has cost, what it may cost.</summary>
internal sealed class Frame(CelValue[] slots, ulong limit, CancellationToken cancellationToken)
{
    private int _untilCheck = CelLimits.InterruptInterval;

    public CelValue[] Slots { get; } = slots;

    public ulong Cost { get; private set; }

    public void Charge(ulong cost)
    {
        Cost = Costs.CostRange.Sum(Cost, cost);
        if (Cost > limit)
            throw new CelCostException();
    }

    /// <summary>Called for every element of a comprehension.</summary>
    public void Tick()
    {
        if (--_untilCheck > 0)
            return;
        _untilCheck = CelLimits.InterruptInterval;
        cancellationToken.ThrowIfCancellationRequested();
    }
}

namespace Tiphys.Api.Machinery.Cel.Rules;

/// <summary>What the evaluations of one request may still cost together. For one thread.</summary>
public sealed class CelBudget(long amount = CelLimits.PerObject)
{
    /// <summary>Negative when it is used up and no further rule may run.</summary>
    public long Remaining { get; private set; } = amount;

    public bool IsSpent => Remaining < 0;

    /// <summary>Takes a cost; false if there is not so much left, which ends the budget.</summary>
    public bool TrySpend(ulong cost)
    {
        if (Remaining < 0 || cost > (ulong)Remaining)
        {
            End();
            return false;
        }

        Remaining -= (long)cost;
        return true;
    }

    public void End() => Remaining = -1;
}

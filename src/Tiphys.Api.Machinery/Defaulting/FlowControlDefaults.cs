using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of API priority and fairness.</summary>
internal static class FlowControlDefaults
{
    public static void ApplyFlowSchema(DocObject schema) => schema.GetOrAddObject("spec").SetIfZero("matchingPrecedence", 1000);

    public static void ApplyPriorityLevel(DocObject level)
    {
        if (level.GetObject("spec") is not { } spec)
            return;
        if (spec.GetObject("exempt") is { } exempt)
        {
            exempt.SetIfMissing("nominalConcurrencyShares", 0);
            exempt.SetIfMissing("lendablePercent", 0);
        }

        if (spec.GetObject("limited") is not { } limited)
            return;
        limited.SetIfMissing("nominalConcurrencyShares", 30);
        limited.SetIfMissing("lendablePercent", 0);
        if (limited.GetPath("limitResponse", "queuing") is not DocObject queuing)
            return;
        queuing.SetIfZero("handSize", 8);
        queuing.SetIfZero("queues", 64);
        queuing.SetIfZero("queueLengthLimit", 50);
    }
}

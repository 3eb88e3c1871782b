namespace Tiphys.ApiServer.Fairness;

/// <summary>Deals each flow a few of the queues, so that a flow that fills its own queues hardly ever fills all of another's. Pure.</summary>
internal static class ShuffleSharding
{
    /// <summary>FNV-1a of schema and flow, mixed so that all bits count.</summary>
    public static ulong HashOf(string schema, string flow)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in schema)
            hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ 0xFFFF) * 1099511628211UL;
        foreach (var c in flow)
            hash = (hash ^ c) * 1099511628211UL;
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        return hash ^ (hash >> 33);
    }

    /// <summary>Writes <paramref name="hand"/>.Length different numbers below <paramref name="queues"/>.</summary>
    public static void Deal(ulong hash, int queues, Span<int> hand)
    {
        for (var dealt = 0; dealt < hand.Length; dealt++)
        {
            var rest = (ulong)(queues - dealt);
            var card = (int)(hash % rest);
            hash /= rest;
            // The card counts among those not dealt yet; the hand so far is kept sorted to skip them.
            var at = 0;
            while (at < dealt && hand[at] <= card)
            {
                card++;
                at++;
            }

            hand[at..dealt].CopyTo(hand[(at + 1)..]);
            hand[at] = card;
        }
    }
}

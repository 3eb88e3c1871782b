using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Fairness;

/// <summary>A PriorityLevelConfiguration as it is written.</summary>
/// <param name="Shares">Of the server's seats, in relation to the other levels' shares.</param>
/// <param name="LendablePercent">How many of its seats others may use while it does not need them.</param>
/// <param name="BorrowingPercent">How many seats it may borrow, in percent of its own; null for as many as there are.</param>
/// <param name="Queues">0: what finds no seat is refused at once.</param>
internal sealed record PriorityLevelConfig(
    string Name, string Uid, bool IsExempt, int Shares, int LendablePercent, int? BorrowingPercent, int Queues, int HandSize, int QueueLength)
{
    private const int DefaultShares = 30;
    private const int DefaultQueues = 64;
    private const int DefaultHandSize = 8;
    private const int DefaultQueueLength = 50;

    public static PriorityLevelConfig Read(DocObject level)
    {
        var isExempt = level.StringAt("spec", "type") == "Exempt";
        var part = level.GetPath("spec", isExempt ? "exempt" : "limited") as DocObject ?? new DocObject();
        var response = part.GetObject("limitResponse") ?? new DocObject();
        var queuing = response.GetObject("queuing") ?? new DocObject();
        var hasQueues = response.StringAt("type") == "Queue";
        var queues = hasQueues ? Number(queuing, "queues", DefaultQueues) : 0;
        return new(
            level.ObjectName,
            level.ObjectUid,
            isExempt,
            Number(part, "nominalConcurrencyShares", isExempt ? 0 : DefaultShares),
            Math.Clamp(Number(part, "lendablePercent", 0), 0, 100),
            part.GetInt64("borrowingLimitPercent") is { } borrowing ? (int)borrowing : null,
            queues,
            Math.Clamp(Number(queuing, "handSize", DefaultHandSize), 1, Math.Max(1, queues)),
            Number(queuing, "queueLengthLimit", DefaultQueueLength));
    }

    private static int Number(DocObject owner, string member, int standard) => owner.GetInt64(member) is { } value and >= 0 and < int.MaxValue ? (int)value : standard;
}

using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Fairness;

namespace Tiphys.ApiServer.Tests.Fairness;

public sealed class SeatDispatcherTests
{
    private readonly FakeTimeProvider _time = new();

    private static PriorityLevelConfig Level(string name, int shares, int lendable = 0, int queues = 4, int handSize = 1, int length = 10, bool exempt = false) =>
        new(name, name, exempt, shares, lendable, null, queues, handSize, length);

    private SeatDispatcher Dispatcher(int seats, params PriorityLevelConfig[] levels)
    {
        var dispatcher = new SeatDispatcher(new FairnessOptions { TotalSeats = seats }, _time);
        dispatcher.Configure(levels);
        return dispatcher;
    }

    private static async Task<int> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAsync<ApiException>(act)).Code;

    [Fact]
    public async Task Level_WithoutFreeSeats_QueuesAndServesInTurn()
    {
        var dispatcher = Dispatcher(1, Level("a", 1));
        var first = await dispatcher.AcquireAsync("a", 0, default);
        var second = dispatcher.AcquireAsync("a", 0, default).AsTask();
        var third = dispatcher.AcquireAsync("a", 0, default).AsTask();
        Assert.False(second.IsCompleted);

        first.Dispose();
        (await second).Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Level_ThatRejects_Answers429AtOnce()
    {
        var dispatcher = Dispatcher(1, Level("a", 1, queues: 0));
        using var seat = await dispatcher.AcquireAsync("a", 0, default);

        var refused = await Assert.ThrowsAsync<ApiException>(() => dispatcher.AcquireAsync("a", 0, default).AsTask());
        Assert.Equal((429, 1), (refused.Code, refused.RetryAfterSeconds));
    }

    [Fact]
    public async Task Queue_Full_Answers429()
    {
        var dispatcher = Dispatcher(1, Level("a", 1, queues: 1, length: 2));
        var seat = await dispatcher.AcquireAsync("a", 0, default);
        var waiting = new[] { dispatcher.AcquireAsync("a", 0, default).AsTask(), dispatcher.AcquireAsync("a", 0, default).AsTask() };

        Assert.Equal(429, await RefusedAsync(() => dispatcher.AcquireAsync("a", 0, default).AsTask()));
        seat.Dispose();
        foreach (var task in waiting)
            (await task).Dispose();
    }

    [Fact]
    public async Task Wait_TooLong_Answers429AndFreesThePlace()
    {
        var dispatcher = Dispatcher(1, Level("a", 1));
        var seat = await dispatcher.AcquireAsync("a", 0, default);
        var waiting = dispatcher.AcquireAsync("a", 0, default).AsTask();

        _time.Advance(TimeSpan.FromSeconds(16));

        Assert.Equal(429, await RefusedAsync(() => waiting));
        seat.Dispose();
        (await dispatcher.AcquireAsync("a", 0, default)).Dispose();
    }

    [Fact]
    public async Task Client_Gone_LeavesTheQueue()
    {
        var dispatcher = Dispatcher(1, Level("a", 1));
        var seat = await dispatcher.AcquireAsync("a", 0, default);
        using var gone = new CancellationTokenSource();
        var waiting = dispatcher.AcquireAsync("a", 0, gone.Token).AsTask();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        seat.Dispose();
        (await dispatcher.AcquireAsync("a", 0, default)).Dispose();
    }

    [Fact]
    public async Task Exempt_NeverWaits()
    {
        var dispatcher = Dispatcher(1, Level("a", 1), Level("exempt", 0, exempt: true));
        using var seat = await dispatcher.AcquireAsync("a", 0, default);

        for (var i = 0; i < 100; i++)
            Assert.True(dispatcher.AcquireAsync("exempt", 0, default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Level_InNeed_BorrowsWhatOthersLendAndNoMore()
    {
        var dispatcher = Dispatcher(20, Level("a", 1), Level("b", 1, lendable: 50));
        var seats = new List<Seat>();
        for (var i = 0; i < 15; i++)
        {
            var asked = dispatcher.AcquireAsync("a", 0, default);
            Assert.True(asked.IsCompletedSuccessfully, $"seat {i}");
            seats.Add(await asked);
        }

        var more = dispatcher.AcquireAsync("a", 0, default).AsTask();
        Assert.False(more.IsCompleted);
        for (var i = 0; i < 10; i++)
            Assert.True(dispatcher.AcquireAsync("b", 0, default).IsCompletedSuccessfully, $"own seat {i} of the lender");
        foreach (var seat in seats)
            seat.Dispose();
        (await more).Dispose();
    }

    [Fact]
    public async Task HeavyFlow_DoesNotKeepALightOneWaiting()
    {
        var dispatcher = Dispatcher(1, Level("a", 1, queues: 2, length: 100));
        var running = await dispatcher.AcquireAsync("a", 0, default);
        var order = new List<string>();
        var all = new List<Task>();
        for (var i = 0; i < 20; i++)
            all.Add(RunAsync("heavy", 0));
        all.Add(RunAsync("light", 1));

        running.Dispose();
        await Task.WhenAll(all);

        Assert.InRange(order.IndexOf("light"), 0, 2);

        async Task RunAsync(string name, ulong flow)
        {
            using var seat = await dispatcher.AcquireAsync("a", flow, default);
            lock (order)
                order.Add(name);
        }
    }

    [Fact]
    public async Task ManyRequests_NeverRunMoreThanThereAreSeats()
    {
        var dispatcher = Dispatcher(8, Level("a", 1, lendable: 100, length: 1000), Level("b", 1, lendable: 100, length: 1000));
        var (running, most) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 400).Select(number => Task.Run(async () =>
        {
            using var seat = await dispatcher.AcquireAsync(number % 2 == 0 ? "a" : "b", (ulong)number, default);
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
        })));

        // A lender takes its seats back at once, so for a moment both may run what was lent.
        Assert.InRange(most, 1, 16);

        static void InterlockedMax(ref int target, int value)
        {
            int seen;
            while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
            {
            }
        }
    }

    [Fact]
    public void Hand_OfAnyFlow_HasDifferentQueues() => Gen.Select(Gen.ULong, Gen.Int[1, 128]).Sample((hash, queues) =>
    {
        var hand = new int[Math.Min(8, queues)];
        ShuffleSharding.Deal(hash, queues, hand);
        return hand.Distinct().Count() == hand.Length && hand.All(index => index >= 0 && index < queues);
    });
}

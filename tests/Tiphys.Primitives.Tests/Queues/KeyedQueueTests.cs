using Microsoft.Extensions.Time.Testing;
using Tiphys.Primitives.Queues;
using Tiphys.Primitives.Retries;

namespace Tiphys.Primitives.Tests.Queues;

public sealed class KeyedQueueTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Add_SameKeyTwice_IsHandedOutOnce()
    {
        using var queue = new KeyedQueue<string>(_time);
        queue.Add("a");
        queue.Add("a");

        Assert.True(queue.TryTake(out var key));
        Assert.Equal("a", key);
        Assert.False(queue.TryTake(out _));
    }

    [Fact]
    public void Add_WhileInWork_ComesBackOnlyAfterDone()
    {
        using var queue = new KeyedQueue<string>(_time);
        queue.Add("a");
        queue.TryTake(out _);
        queue.Add("a");
        Assert.False(queue.TryTake(out _));

        queue.Done("a");

        Assert.True(queue.TryTake(out _));
    }

    [Fact]
    public void AddAfter_TwoDelays_EarliestCountsAndKeyComesOnce()
    {
        using var queue = new KeyedQueue<string>(_time);
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.AddAfter("a", TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(queue.TryTake(out _));
        queue.Done("a");
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.False(queue.TryTake(out _));
    }

    [Fact]
    public void AddAfterFailure_RepeatedThenForgotten_WaitGrowsAndBeginsAgain()
    {
        using var queue = new KeyedQueue<string>(_time, new BackoffPolicy { First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(3) });

        Assert.Equal(TimeSpan.FromSeconds(1), queue.AddAfterFailure("a"));
        Assert.Equal(TimeSpan.FromSeconds(2), queue.AddAfterFailure("a"));
        Assert.Equal(TimeSpan.FromSeconds(3), queue.AddAfterFailure("a"));
        queue.Forget("a");
        Assert.Equal(TimeSpan.FromSeconds(1), queue.AddAfterFailure("a"));
    }

    [Fact]
    public async Task TakeAsync_TakerCancelled_KeyGoesToTheNextTaker()
    {
        using var queue = new KeyedQueue<string>(_time);
        using var cancelled = new CancellationTokenSource();
        var first = queue.TakeAsync(cancelled.Token).AsTask();
        var second = queue.TakeAsync(CancellationToken.None).AsTask();
        await cancelled.CancelAsync();

        queue.Add("a");

        Assert.Equal("a", await second);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [Fact]
    public async Task Complete_WithWaitingTaker_FreesIt()
    {
        using var queue = new KeyedQueue<string>(_time);
        var taker = queue.TakeAsync(CancellationToken.None).AsTask();

        queue.Complete();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taker);
    }

    [Fact]
    public async Task TakeAsync_ManyWorkersManyKeys_NoKeyIsEverInWorkTwice()
    {
        using var queue = new KeyedQueue<int>(_time);
        using var life = new CancellationTokenSource();
        var inWork = new int[8];
        var worked = 0;
        var all = new TaskCompletionSource();
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var key = await queue.TakeAsync(life.Token);
                Assert.Equal(1, Interlocked.Increment(ref inWork[key]));
                await Task.Yield();
                Interlocked.Decrement(ref inWork[key]);
                queue.Done(key);
                if (Interlocked.Increment(ref worked) < 2000)
                    queue.Add((key + 1) % 8);
                else
                    all.TrySetResult();
            }
        })).ToArray();
        for (var i = 0; i < 8; i++)
            queue.Add(i);

        await Task.WhenAny(all.Task, Task.WhenAny(workers)).WaitAsync(TimeSpan.FromSeconds(20));
        await life.CancelAsync();

        foreach (var worker in workers)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker);
    }
}

using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Fairness;

/// <summary>
/// Shares the server's seats out among the priority levels and, within a level, among its flows. A level that needs more than its share borrows seats
/// that others would lend and do not use.
/// </summary>
/// <remarks>One lock, held for the length of a few comparisons; safe for any number of callers.</remarks>
internal sealed class SeatDispatcher(FairnessOptions options, TimeProvider time)
{
    private const string Busy = "too many requests, please try again later";
    private const int RetryAfterSeconds = 1;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PriorityLevel> _levels = new(StringComparer.Ordinal);

    /// <summary>Takes the levels as they are configured now. Levels that are gone finish what they have.</summary>
    public void Configure(IReadOnlyCollection<PriorityLevelConfig> configs)
    {
        var shares = Math.Max(1, configs.Sum(config => config.Shares));
        lock (_gate)
        {
            foreach (var config in configs)
            {
                if (!_levels.TryGetValue(config.Name, out var level))
                    _levels[config.Name] = level = new PriorityLevel(config);
                level.Configure(config, (int)Math.Ceiling((double)options.TotalSeats * config.Shares / shares));
            }

            foreach (var name in _levels.Keys.Except(configs.Select(config => config.Name)).ToArray())
            {
                if (_levels[name] is { Running: 0, Waiting: 0 })
                    _levels.Remove(name);
            }

            DispatchAll();
        }
    }

    /// <summary>Waits for a seat; dispose of it when the request is done.</summary>
    /// <exception cref="ApiException">429: the level refuses, its queue is full, or the wait was too long.</exception>
    public async ValueTask<Seat> AcquireAsync(string levelName, ulong flow, CancellationToken cancellationToken)
    {
        Waiter waiter;
        PriorityLevel level;
        lock (_gate)
        {
            if (!_levels.TryGetValue(levelName, out level!))
                throw ApiException.TooManyRequests(Busy, RetryAfterSeconds);
            if (level.Config.IsExempt || (level.Waiting == 0 && CanRun(level)))
            {
                level.Running++;
                level.Dispatched++;
                return new Seat(this, level);
            }

            waiter = new Waiter();
            if (!level.TryEnqueue(flow, waiter))
            {
                level.RefusedFull++;
                throw ApiException.TooManyRequests(Busy, RetryAfterSeconds);
            }
        }

        await WaitAsync(waiter, level, cancellationToken).ConfigureAwait(false);
        return new Seat(this, level);
    }

    /// <summary>What each level is and does now.</summary>
    public IReadOnlyList<LevelReport> Report()
    {
        lock (_gate)
            return [.. _levels.Values.Select(level => new LevelReport(level.Config.Name, level.Nominal, level.Running, level.Waiting, level.Dispatched, level.RefusedFull, level.RefusedLate))];
    }

    internal void Release(PriorityLevel level)
    {
        lock (_gate)
        {
            level.Running--;
            Dispatch(level);
            // A seat this level does not need may be one another level waits to borrow.
            if (level.Waiting == 0)
                DispatchAll();
        }
    }

    private async ValueTask WaitAsync(Waiter waiter, PriorityLevel level, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Granted.WaitAsync(options.QueueTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            lock (_gate)
            {
                waiter.HasLeft = true;
                if (e is TimeoutException)
                    level.RefusedLate++;
                if (waiter.HasSeat)
                {
                    level.Running--;
                    Dispatch(level);
                }
            }

            if (e is TimeoutException)
                throw ApiException.TooManyRequests(Busy, RetryAfterSeconds);
            throw;
        }
    }

    private void DispatchAll()
    {
        foreach (var level in _levels.Values)
            Dispatch(level);
    }

    private void Dispatch(PriorityLevel level)
    {
        while (level.Waiting > 0 && CanRun(level) && level.Dequeue() is { } next)
        {
            level.Running++;
            level.Dispatched++;
            next.Grant();
        }
    }

    private bool CanRun(PriorityLevel level)
    {
        if (level.Running < level.Nominal)
            return true;
        if (level.Lent >= level.MostBorrowed)
            return false;
        var free = 0;
        foreach (var other in _levels.Values)
            free += (ReferenceEquals(other, level) || other.Config.IsExempt ? 0 : other.Idle) - (other.Config.IsExempt ? 0 : other.Lent);
        return free > 0;
    }
}

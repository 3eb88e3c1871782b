namespace Tiphys.ApiServer.Fairness;

/// <summary>A priority level at work: its seats, who runs, who waits. Guarded by the dispatcher's lock.</summary>
internal sealed class PriorityLevel(PriorityLevelConfig config)
{
    private FairQueue[] _queues = MakeQueues(config);
    private long _virtualNow;

    public PriorityLevelConfig Config { get; private set; } = config;

    /// <summary>Its own share of the server's seats.</summary>
    public int Nominal { get; private set; }

    public int Running { get; set; }

    public int Waiting { get; private set; }

    /// <summary>Requests that got a seat so far.</summary>
    public long Dispatched { get; set; }

    /// <summary>Requests that were refused so far because the queue was full.</summary>
    public long RefusedFull { get; set; }

    /// <summary>Requests that were refused so far because they had waited too long.</summary>
    public long RefusedLate { get; set; }

    public int Lent => Math.Max(0, Running - Nominal);

    /// <summary>Seats that others may use now.</summary>
    public int Idle => Math.Max(0, Math.Min(Nominal * Config.LendablePercent / 100, Nominal - Running));

    public int MostBorrowed => Config.BorrowingPercent is { } percent ? Nominal * percent / 100 : int.MaxValue;

    /// <summary>Takes a new configuration; a changed number of queues deals the waiting ones anew, in order.</summary>
    public void Configure(PriorityLevelConfig next, int nominal)
    {
        Nominal = nominal;
        if (next.Queues != Config.Queues)
        {
            var waiting = _queues.SelectMany(queue => queue.Waiting).ToArray();
            _queues = MakeQueues(next);
            Waiting = 0;
            Config = next;
            foreach (var waiter in waiting)
                Put(_queues[Waiting % _queues.Length], waiter);
        }

        Config = next;
    }

    /// <summary>Puts a request into the shortest queue of its flow's hand; false if that is full.</summary>
    public bool TryEnqueue(ulong flow, Waiter waiter)
    {
        if (Config.Queues == 0)
            return false;
        Span<int> hand = stackalloc int[Math.Min(Config.HandSize, 32)];
        ShuffleSharding.Deal(flow, _queues.Length, hand);
        var shortest = _queues[hand[0]];
        foreach (var index in hand)
        {
            if (_queues[index].Waiting.Count < shortest.Waiting.Count)
                shortest = _queues[index];
        }

        if (shortest.Waiting.Count >= Config.QueueLength)
            return false;
        Put(shortest, waiter);
        return true;
    }

    /// <summary>The request whose turn it is; null if nobody waits.</summary>
    public Waiter? Dequeue()
    {
        while (Waiting > 0)
        {
            var next = _queues.Where(queue => queue.Waiting.Count > 0).MinBy(queue => queue.NextStart)!;
            var waiter = next.Waiting.First!.Value;
            next.Waiting.RemoveFirst();
            Waiting--;
            if (waiter.HasLeft)
                continue;
            _virtualNow = next.NextStart;
            next.NextStart++;
            return waiter;
        }

        return null;
    }

    private void Put(FairQueue queue, Waiter waiter)
    {
        // A queue that was empty has no claim on the time it did not use.
        if (queue.Waiting.Count == 0)
            queue.NextStart = Math.Max(queue.NextStart, _virtualNow);
        queue.Waiting.AddLast(waiter);
        Waiting++;
    }

    private static FairQueue[] MakeQueues(PriorityLevelConfig config) => [.. Enumerable.Range(0, Math.Max(1, config.Queues)).Select(_ => new FairQueue())];
}

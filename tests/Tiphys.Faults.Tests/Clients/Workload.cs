using Tiphys.Faults.Tests.Oracle;
using Tiphys.Faults.Tests.Servers;

namespace Tiphys.Faults.Tests.Clients;

/// <summary>Clients that write, read and watch the same few keys at once, until they are stopped.</summary>
internal sealed class Workload
{
    private const int Keys = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] KeyNames = [.. Enumerable.Range(0, Keys).Select(number => $"k{number}")];
    private readonly IServing _server;
    private readonly Task[] _writers;
    private readonly Task[] _watching;
    private readonly SemaphoreSlim _acknowledged = new(0);
    private volatile bool _stopping;

    public Workload(IServing server, int writers, int seed)
    {
        _server = server;
        Watchers = [new("all", null, server, History), new("all too", null, server, History), new("even", "even", server, History), new("odd", "odd", server, History)];
        _watching = [.. Watchers.Select(watcher => Task.Run(watcher.RunAsync))];
        _writers = [.. Enumerable.Range(1, writers).Select(number => Task.Run(() => WriteAsync(number, new Random(seed * 100 + number))))];
    }

    public History History { get; } = new();

    public IReadOnlyList<RecordingWatcher> Watchers { get; }

    /// <summary>Completes when so many more writes have been acknowledged.</summary>
    public async Task AcknowledgedAsync(int more)
    {
        for (var left = more; left > 0; left--)
            Assert.True(await _acknowledged.WaitAsync(Patience), $"no write was acknowledged in {Patience}, {left} of {more} were still awaited");
    }

    /// <summary>Ends the writers, reads every key a last time, lets the watchers see the end, and judges.</summary>
    public async Task<IReadOnlyList<string>> FinishAsync()
    {
        _stopping = true;
        await Task.WhenAll(_writers).WaitAsync(Patience);
        var closer = new RecordingClient(0, _server, History);
        foreach (var key in KeyNames)
            await closer.GetAsync(key);

        // Each selection has its own last event; bookmarks are too rare to wait for.
        var even = await closer.CreateAsync("last-even", closer.NextValue(even: true));
        var odd = await closer.CreateAsync("last-odd", closer.NextValue(even: false));
        foreach (var watcher in Watchers)
            await watcher.UntilAsync(watcher == Watchers[2] ? even.Revision : odd.Revision).WaitAsync(Patience);
        foreach (var watcher in Watchers)
            watcher.Dispose();
        await Task.WhenAll(_watching).WaitAsync(Patience);
        return History.FindViolations();
    }

    private async Task WriteAsync(int number, Random random)
    {
        var client = new RecordingClient(number, _server, History);
        while (!_stopping)
        {
            if (await StepAsync(client, KeyNames[random.Next(Keys)], random) is { Outcome: OperationOutcome.Done })
                _acknowledged.Release();
        }
    }

    /// <returns>The write that was tried; null for a read.</returns>
    private static async Task<Operation?> StepAsync(RecordingClient client, string key, Random random)
    {
        var value = client.NextValue(random.Next(2) == 0);
        switch (random.Next(10))
        {
            case 0 or 1:
                return await client.CreateAsync(key, value);
            case 2 or 3 or 4:
                return await client.UpdateAsync(key, value);
            case 5:
                return await client.PatchAsync(key, value);
            case 6:
                return await client.DeleteAsync(key, random.Next(2) == 0);
            case 7:
                await client.ListAsync(KeyNames, random.Next(2) * 5);
                return null;
            default:
                await client.GetAsync(key);
                return null;
        }
    }
}

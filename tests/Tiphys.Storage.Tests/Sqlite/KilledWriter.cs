using System.Diagnostics;
using System.Globalization;
using Tiphys.Storage.Tests.Conformance;
using static Tiphys.Storage.Tests.Conformance.StoreSteps;

namespace Tiphys.Storage.Tests.Sqlite;

/// <summary>A process that writes to a store until it is killed, and what it was told was done.</summary>
public sealed class KilledWriter(string store)
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Tiphys.Storage.Writer.dll");

    // What was begun and not acknowledged: it may have happened.
    private readonly Dictionary<string, string> _attempted = [];

    /// <summary>Key to the newest acknowledged (revision, value); the value "-" is a delete.</summary>
    public Dictionary<string, (long Revision, string Value)> Acknowledged { get; } = [];

    /// <summary>What each acknowledged revision did: a revision that comes twice was reused.</summary>
    public Dictionary<long, string> Revisions { get; } = [];

    public long RevisionAtOpen { get; private set; }

    /// <summary>The failure the process ended with by itself; null if it had to be killed.</summary>
    public string? Fault { get; private set; }

    /// <summary>Runs the writer until so many writes were acknowledged, then kills it with SIGKILL.</summary>
    public async Task RunAsync(int acknowledgements, int seed, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet", [Program, store, "8", seed.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            Take(line.Split(' '));
            if (line.StartsWith("ack", StringComparison.Ordinal) && --acknowledgements == 0)
                process.Kill();
        }

        await process.WaitForExitAsync();
    }

    /// <summary>Everything acknowledged is in the store.</summary>
    public async Task CheckAgainstAsync(IRevisionedStore store)
    {
        foreach (var (key, (revision, value)) in Acknowledged)
            await CheckAsync(store, key, revision, value);
    }

    private void Take(string[] words)
    {
        if (words[0] == "open")
            RevisionAtOpen = long.Parse(words[1], CultureInfo.InvariantCulture);
        else if (words[0] == "fault")
            Fault = words[1];
        else if (words is ["try", _, _])
            _attempted[words[1]] = words[2];
        // The kill may tear the last line: an answer counts when all of it arrived.
        else if (words is ["ack", _, _, _, "end"])
            TakeWrite(words[1], long.Parse(words[2], CultureInfo.InvariantCulture), words[3]);
    }

    private void TakeWrite(string key, long revision, string value)
    {
        _attempted.Remove(key);
        Assert.True(Revisions.TryAdd(revision, key), $"revision {revision} was given to {key} and before that to {Revisions[revision]}");
        if (!Acknowledged.TryGetValue(key, out var known) || known.Revision < revision)
            Acknowledged[key] = (revision, value);
    }

    /// <summary>A key holds what was acknowledged last, or something newer that was written but whose answer the kill swallowed.</summary>
    private async Task CheckAsync(IRevisionedStore store, string key, long revision, string value)
    {
        var entry = await store.Get(key);
        if (entry is null)
        {
            Assert.True(value == "-" || _attempted.GetValueOrDefault(key) == "-", $"{key} of revision {revision} is lost");
            return;
        }

        Assert.True(entry.ModRevision >= revision, $"{key} fell back from {revision} to {entry.ModRevision}");
        if (entry.ModRevision == revision)
            Assert.Equal(value, Text(entry.Value));
        else
            Assert.True(_attempted.ContainsKey(key), $"{key} changed at {entry.ModRevision} though nobody tried to");
    }
}

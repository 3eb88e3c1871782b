using System.Diagnostics;
using System.Globalization;

namespace Tiphys.Storage.Tests.Sqlite;

/// <summary>A process that writes to a store until it is killed, and what it was told was done.</summary>
public sealed class KilledWriter(string store)
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Tiphys.Storage.Writer.dll");

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
            if (--acknowledgements == 0)
                process.Kill();
        }

        await process.WaitForExitAsync();
    }

    private void Take(string[] words)
    {
        if (words[0] == "open")
            RevisionAtOpen = long.Parse(words[1], CultureInfo.InvariantCulture);
        else if (words[0] == "fault")
            Fault = words[1];
        else if (words is ["ack", _, _, _])
            TakeWrite(words[1], long.Parse(words[2], CultureInfo.InvariantCulture), words[3]);
    }

    private void TakeWrite(string key, long revision, string value)
    {
        Assert.True(Revisions.TryAdd(revision, key), $"revision {revision} was given to {key} and before that to {Revisions[revision]}");
        if (!Acknowledged.TryGetValue(key, out var known) || known.Revision < revision)
            Acknowledged[key] = (revision, value);
    }
}

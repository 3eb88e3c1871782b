using System.Text.Json;
using Tiphys.Faults.Tests.Oracle;
using Tiphys.Faults.Tests.Servers;

namespace Tiphys.Faults.Tests.Clients;

/// <summary>A client that watches as an informer does, takes its watch up again wherever it ended, and has all of it recorded.</summary>
/// <param name="shard">The shard that is selected by label; null for everything.</param>
internal sealed class RecordingWatcher(string name, string? shard, IServing server, History history) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, string> _held = [];
    private readonly Lock _gate = new();
    private readonly List<(long Revision, TaskCompletionSource Reached)> _waiting = [];
    private long _reached;

    /// <summary>Lists, the first included.</summary>
    public int Lists { get; private set; }

    /// <summary>Watches that were opened.</summary>
    public int Opened { get; private set; }

    public async Task RunAsync()
    {
        var revision = 0L;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await server.ClientAsync();
                if (revision == 0)
                    revision = await ListAsync(client);
                revision = await WatchAsync(client, revision);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The server was killed: the watch goes on from where it was.
                revision = _reached;
            }
        }
    }

    public void Dispose() => _stop.Cancel();

    /// <summary>Completes when the watcher has been told everything up to the revision.</summary>
    public Task UntilAsync(long revision)
    {
        lock (_gate)
        {
            if (_reached >= revision)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((revision, reached));
            return reached.Task;
        }
    }

    private string Selector => shard is null ? "" : $"&labelSelector=shard%3D{shard}";

    private async Task<long> ListAsync(HttpClient client)
    {
        using var response = await client.GetAsync($"{RecordingClient.Path}?x=y{Selector}", _stop.Token);
        response.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(_stop.Token));
        _held.Clear();
        foreach (var item in body.RootElement.GetProperty("items").EnumerateArray().Select(SeenObject.Of))
            _held[item.Key] = item.Value;
        Lists++;
        var revision = SeenObject.RevisionOf(body.RootElement.GetProperty("metadata"));
        Reach(revision);
        return revision;
    }

    /// <returns>Where the next watch begins; 0 to list anew.</returns>
    private async Task<long> WatchAsync(HttpClient client, long revision)
    {
        var path = $"{RecordingClient.Path}?watch=1&allowWatchBookmarks=true&resourceVersion={revision}{Selector}";
        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, _stop.Token);
        response.EnsureSuccessStatusCode();
        Opened++;
        Func<string, bool>? selects = shard is null ? null : value => value.EndsWith("." + shard, StringComparison.Ordinal);
        var record = new WatchRecord(name, selects, revision) { Held = new Dictionary<string, string>(_held) };
        history.Add(record);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(_stop.Token));
        while (await lines.ReadLineAsync(_stop.Token) is { } line)
        {
            if (!Take(line, record))
                return 0;
        }

        return record.Reached;
    }

    private bool Take(string line, WatchRecord record)
    {
        JsonDocument parsed;
        try
        {
            parsed = JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            // A kill tears the last line; it was not received.
            return true;
        }

        using (parsed)
        {
            var (type, shown) = (parsed.RootElement.GetProperty("type").GetString()!, parsed.RootElement.GetProperty("object"));
            if (type == "ERROR")
                return false;
            if (type != "BOOKMARK")
                Take(type, SeenObject.Of(shown), record);
            record.Reached = SeenObject.RevisionOf(shown.GetProperty("metadata"));
            Reach(record.Reached);
            return true;
        }
    }

    private void Take(string type, SeenObject seen, WatchRecord record)
    {
        record.Events.Add(new(type, seen.Key, seen.Revision, seen.Value));
        if (type == "DELETED")
            _held.Remove(seen.Key);
        else
            _held[seen.Key] = seen.Value;
    }

    private void Reach(long revision)
    {
        lock (_gate)
        {
            _reached = revision;
            foreach (var (_, reached) in _waiting.Where(waiting => waiting.Revision <= revision))
                reached.TrySetResult();
        }
    }
}

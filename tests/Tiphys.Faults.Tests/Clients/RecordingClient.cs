using System.Net;
using System.Text;
using System.Text.Json;
using Tiphys.Faults.Tests.Oracle;
using Tiphys.Faults.Tests.Servers;

namespace Tiphys.Faults.Tests.Clients;

/// <summary>A client whose every operation on ConfigMaps is recorded with the times of call and return.</summary>
internal sealed class RecordingClient(int number, IServing server, History history)
{
    public const string Path = "/api/v1/namespaces/default/configmaps";

    // One count for all clients: what was called after something had returned has the larger number.
    private static long _clock;
    private int _values;

    /// <summary>The newest revision this client knows of each key.</summary>
    private readonly Dictionary<string, long> _known = [];

    /// <summary>Values end in their shard, which is also the object's label.</summary>
    public string NextValue(bool even) => $"{number}.{++_values}.{(even ? "even" : "odd")}";

    public Task<Operation> CreateAsync(string key, string value) => WriteAsync(OperationKind.Create, HttpMethod.Post, key, value, null);

    public Task<Operation> UpdateAsync(string key, string value) => WriteAsync(OperationKind.Update, HttpMethod.Put, key, value, _known.GetValueOrDefault(key, 1));

    public Task<Operation> PatchAsync(string key, string value) => WriteAsync(OperationKind.Patch, HttpMethod.Patch, key, value, null);

    /// <param name="demanding">Only at the revision this client knows.</param>
    public Task<Operation> DeleteAsync(string key, bool demanding) =>
        WriteAsync(OperationKind.Delete, HttpMethod.Delete, key, null, demanding ? _known.GetValueOrDefault(key, 1) : null);

    public async Task GetAsync(string key)
    {
        var call = Interlocked.Increment(ref _clock);
        var (code, body) = await SendAsync(HttpMethod.Get, $"{Path}/{key}", null);
        var operation = new Operation(number, OperationKind.Read, key, call, Interlocked.Increment(ref _clock), OperationOutcome.Done);
        if (code == HttpStatusCode.NotFound)
            history.Add(operation);
        else if (code == HttpStatusCode.OK)
            history.Add(Note(operation, SeenObject.Of(body)));
    }

    /// <summary>Reads all keys by one list, in pages of the given size; 0 for one page.</summary>
    public async Task ListAsync(IReadOnlyCollection<string> keys, int limit)
    {
        var call = Interlocked.Increment(ref _clock);
        var seen = new Dictionary<string, SeenObject>();
        var next = "";
        do
        {
            var (code, body) = await SendAsync(HttpMethod.Get, $"{Path}?limit={limit}&continue={next}", null);
            if (code != HttpStatusCode.OK)
                return;
            foreach (var item in body.GetProperty("items").EnumerateArray().Select(SeenObject.Of))
                seen.Add(item.Key, item);
            next = body.GetProperty("metadata").TryGetProperty("continue", out var token) ? token.GetString() : "";
        }
        while (!string.IsNullOrEmpty(next));
        var returned = Interlocked.Increment(ref _clock);
        foreach (var key in keys)
        {
            var operation = new Operation(number, OperationKind.Read, key, call, returned, OperationOutcome.Done);
            history.Add(seen.TryGetValue(key, out var found) ? Note(operation, found) : operation);
        }
    }

    private async Task<Operation> WriteAsync(OperationKind kind, HttpMethod method, string key, string? value, long? expected)
    {
        var call = Interlocked.Increment(ref _clock);
        var (code, body) = await SendAsync(method, kind == OperationKind.Create ? Path : $"{Path}/{key}", Body(key, value, expected));
        var outcome = code switch
        {
            HttpStatusCode.OK or HttpStatusCode.Created => OperationOutcome.Done,
            HttpStatusCode.Conflict or HttpStatusCode.NotFound => OperationOutcome.Refused,
            _ => OperationOutcome.Unknown,
        };
        var returned = outcome == OperationOutcome.Unknown ? long.MaxValue : Interlocked.Increment(ref _clock);
        var operation = new Operation(number, kind, key, call, returned, outcome) { Value = value, Expected = expected };
        if (outcome == OperationOutcome.Done && kind != OperationKind.Delete)
            operation = Note(operation, SeenObject.Of(body));
        // What was surely not done, because there was no room or no turn, is no part of the history.
        if (code is not (HttpStatusCode.InsufficientStorage or HttpStatusCode.TooManyRequests))
            history.Add(operation);
        return operation;
    }

    private Operation Note(Operation operation, SeenObject seen)
    {
        _known[operation.Key] = seen.Revision;
        return operation with { Value = seen.Value, Revision = seen.Revision };
    }

    private static string Body(string key, string? value, long? expected)
    {
        if (value is null)
            return expected is null ? "{}" : $$$"""{"preconditions":{"resourceVersion":"{{{expected}}}"}}""";
        var shard = value[(value.LastIndexOf('.') + 1)..];
        var revision = expected is null ? "" : $"\"resourceVersion\":\"{expected}\",";
        return $$$"""{"metadata":{{{{revision}}}"name":"{{{key}}}","labels":{"shard":"{{{shard}}}"}},"data":{"v":"{{{value}}}"}}""";
    }

    /// <returns>The code, or 0 if the answer did not come.</returns>
    private async Task<(HttpStatusCode Code, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
            using var response = await (await server.ClientAsync()).SendAsync(request);
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
            return (response.StatusCode, document.RootElement.Clone());
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException or JsonException)
        {
            // The server was killed before or while it answered.
            return (0, default);
        }
    }
}

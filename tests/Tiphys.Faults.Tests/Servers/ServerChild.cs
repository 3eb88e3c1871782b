using System.Diagnostics;
using System.Globalization;

namespace Tiphys.Faults.Tests.Servers;

/// <summary>A real API server over a SQLite file in a process of its own, to be killed.</summary>
public sealed class ServerChild(string store) : IServing, IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Tiphys.Faults.Server.dll");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Lock _gate = new();
    private TaskCompletionSource<HttpClient> _serving = Fresh();
    private HttpClient? _client;
    private Process? _process;

    /// <summary>Revisions of history the store keeps; it compacts every 20 ms.</summary>
    public long KeepRevisions { get; init; } = 1_000_000;

    public long ReserveBytes { get; init; }

    public Dictionary<string, string> Environment { get; } = [];

    public Task<HttpClient> ClientAsync()
    {
        lock (_gate)
            return _serving.Task.WaitAsync(Patience);
    }

    /// <summary>Starts the process on what the file holds.</summary>
    /// <returns>Null once it serves, else why it refused to.</returns>
    public async Task<string?> StartAsync()
    {
        string[] arguments = [Program, store, KeepRevisions.ToString(CultureInfo.InvariantCulture), ReserveBytes.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? "nothing said";
        if (!line.StartsWith("ready ", StringComparison.Ordinal))
        {
            await _process.WaitForExitAsync();
            return line;
        }

        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 2_000 };
        lock (_gate)
        {
            _client = new HttpClient(handler) { BaseAddress = new Uri(line["ready ".Length..]), Timeout = Timeout.InfiniteTimeSpan };
            _serving.SetResult(_client);
        }

        return null;
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is closed.</summary>
    public async Task KillAsync()
    {
        HttpClient? gone;
        lock (_gate)
        {
            gone = _client;
            _serving = Fresh();
        }

        _process!.Kill();
        await _process.WaitForExitAsync();
        gone?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
    }

    private static TaskCompletionSource<HttpClient> Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

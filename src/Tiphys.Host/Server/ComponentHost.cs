using Microsoft.Extensions.Logging;

namespace Tiphys.Host.Server;

/// <summary>Runs the parts of a role side by side. One that fails is reported and started again with growing pauses; it takes no other with it.</summary>
internal sealed partial class ComponentHost(ILoggerFactory loggers, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly List<(string Name, Func<CancellationToken, Task> Run)> _parts = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly ILogger _log = loggers.CreateLogger("Tiphys.Host");
    private Task _running = Task.CompletedTask;

    public void Add(string name, Func<CancellationToken, Task> run) => _parts.Add((name, run));

    /// <summary>Runs all parts until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        var life = linked.Token;
        _running = Task.WhenAll(_parts.Select(part => Task.Run(() => KeepRunningAsync(part.Name, part.Run, life), CancellationToken.None)));
        await _running.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task KeepRunningAsync(string name, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; !cancellationToken.IsCancellationRequested; pause = Min(pause * 2, LongestPause))
        {
            try
            {
                await run(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // A defect or an outage of one part: said aloud, and the part taken up again.
                LogRestart(_log, e, name);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Part} failed and is started again")]
    private static partial void LogRestart(ILogger logger, Exception exception, string part);
}

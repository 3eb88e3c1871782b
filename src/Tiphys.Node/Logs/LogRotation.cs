using System.Globalization;
using System.IO.Compression;
using Microsoft.Extensions.Logging;
using Tiphys.Node.Cri;
using Tiphys.Node.Pods;

namespace Tiphys.Node.Logs;

/// <summary>
/// Keeps containers' logs bounded: a log that has grown past its size is moved aside, the runtime begins a new one, older ones are compressed, the
/// oldest are deleted.
/// </summary>
internal sealed partial class LogRotation(IContainerRuntime runtime, PodWorkers pods, NodeOptions options, TimeProvider time, ILogger<LogRotation> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
                await RotateAllAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
    }

    internal async Task RotateAllAsync(CancellationToken cancellationToken)
    {
        foreach (var container in pods.All.SelectMany(worker => worker.Runtime.Containers).Where(container => container.IsRunning))
        {
            var file = new FileInfo(container.Status.LogPath);
            if (!file.Exists || file.Length <= options.ContainerLogMaxBytes)
                continue;
            try
            {
                await RotateAsync(container.Id, file, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or RuntimeFailureException or RuntimeUnavailableException)
            {
                LogFailed(logger, file.FullName, e.Message);
            }
        }
    }

    private async Task RotateAsync(string containerId, FileInfo file, CancellationToken cancellationToken)
    {
        var path = file.FullName;
        var former = Rotated(path);
        // The newest rotated file stays as it is: somebody may still be reading it to its end.
        if (former.LastOrDefault(name => !name.EndsWith(".gz", StringComparison.Ordinal)) is { } plain)
            await CompressAsync(plain, cancellationToken).ConfigureAwait(false);
        former = Rotated(path);
        foreach (var old in former.Take(Math.Max(0, former.Count - (options.ContainerLogMaxFiles - 2))))
            File.Delete(old);
        var aside = $"{path}.{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
        File.Move(path, aside);
        try
        {
            await runtime.ReopenContainerLogAsync(containerId, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RuntimeFailureException or RuntimeUnavailableException)
        {
            // The runtime still writes into what was moved: back with it.
            File.Move(aside, path, overwrite: true);
            throw;
        }
    }

    /// <summary>The rotated files of a log, the oldest first.</summary>
    private static List<string> Rotated(string path) =>
        [.. Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".*").Order(StringComparer.Ordinal)];

    private static async Task CompressAsync(string path, CancellationToken cancellationToken)
    {
        var target = path + ".gz";
        await using (var from = File.OpenRead(path))
        await using (var to = File.Create(target))
        await using (var gzip = new GZipStream(to, CompressionLevel.Fastest))
            await from.CopyToAsync(gzip, cancellationToken).ConfigureAwait(false);
        File.Delete(path);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The log {Path} could not be rotated: {Error}")]
    private static partial void LogFailed(ILogger logger, string path, string error);
}

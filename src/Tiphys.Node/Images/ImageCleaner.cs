using Microsoft.Extensions.Logging;
using Tiphys.Node.Cri;

namespace Tiphys.Node.Images;

/// <summary>
/// Removes images that no container uses when the disk fills: from 85 % on, until 80 %, those unused longest first (upstream's thresholds).
/// Images that were loaded by hand are not fetched again by anybody, but they are removed all the same before the disk is full.
/// </summary>
internal sealed partial class ImageCleaner(IContainerRuntime runtime, NodeOptions options, TimeProvider time, ILogger<ImageCleaner> logger)
{
    private const int BeginPercent = 85;
    private const int EndPercent = 80;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(2);
    private readonly Dictionary<string, DateTimeOffset> _lastUse = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                try
                {
                    await CleanAsync(UsedPercent, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception e) when (e is RuntimeFailureException or RuntimeUnavailableException)
                {
                    LogFailed(logger, e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
    }

    internal async Task CleanAsync(Func<int> usedPercent, CancellationToken cancellationToken)
    {
        var images = await runtime.ListImagesAsync(cancellationToken).ConfigureAwait(false);
        var containers = await runtime.ListContainersAsync(null, cancellationToken).ConfigureAwait(false);
        var used = containers.SelectMany(container => new[] { container.ImageRef, container.Image.Image }).ToHashSet();
        var now = time.GetUtcNow();
        foreach (var image in images)
        {
            if (used.Contains(image.Id) || !_lastUse.ContainsKey(image.Id))
                _lastUse[image.Id] = now;
        }

        if (usedPercent() < BeginPercent)
            return;
        foreach (var image in images.Where(image => !used.Contains(image.Id) && !image.RepoTags.Contains(PauseImage.Reference)).OrderBy(image => _lastUse[image.Id]))
        {
            if (now - _lastUse[image.Id] < ShortestLife || usedPercent() <= EndPercent)
                return;
            await runtime.RemoveImageAsync(image.Id, cancellationToken).ConfigureAwait(false);
            _lastUse.Remove(image.Id);
            LogRemoved(logger, image.RepoTags.FirstOrDefault() ?? image.Id, image.Size);
        }
    }

    private int UsedPercent()
    {
        var drive = new DriveInfo(options.DataDirectory);
        return (int)(100 - (drive.AvailableFreeSpace * 100 / drive.TotalSize));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The disk is filling up: image {Image} removed, {Bytes} bytes")]
    private static partial void LogRemoved(ILogger logger, string image, ulong bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Images could not be cleaned: {Error}")]
    private static partial void LogFailed(ILogger logger, string error);
}

using System.IO.Pipelines;

namespace Tiphys.Node.Logs;

/// <summary>
/// Writes a container's log to a reader: from where the options say, and with follow until the container has ended and everything was read. The
/// file is followed by name: when it was rotated, what is left of the old one is read first.
/// </summary>
internal sealed class CriLogReader(string path, LogOptions options, PipeWriter output, Func<bool> isRunning, TimeProvider time) : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private readonly CriLogFormatter _formatter = new(options);
    private readonly SemaphoreSlim _changed = new(0);
    private byte[] _line = new byte[BufferBytes];
    private int _held;
    private FileSystemWatcher? _watcher;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (options.Follow)
            Watch();
        var file = await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (file is null)
            return;
        try
        {
            if (options.TailLines is { } lines)
                file.Seek(CriLogSeek.LastLines(file, lines), SeekOrigin.Begin);
            while (await ReadAsync(file, cancellationToken).ConfigureAwait(false) && options.Follow)
            {
                // Asked before the last look at the file: what a container wrote before its end is not missed.
                var running = isRunning();
                if (await HasMoreAsync(file, cancellationToken).ConfigureAwait(false))
                    continue;
                if (IsRotated(file))
                    file = await ReopenAsync(file, cancellationToken).ConfigureAwait(false);
                else if (!running)
                    break;
                else
                    await _changed.WaitAsync(LongestWait, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await file.DisposeAsync().ConfigureAwait(false);
        }

        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _watcher?.Dispose();
        _changed.Dispose();
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);

    /// <summary>Reads to the end of the file. False when enough was written.</summary>
    private async Task<bool> ReadAsync(FileStream file, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_held == _line.Length)
                Array.Resize(ref _line, _line.Length * 2);
            var count = await file.ReadAsync(_line.AsMemory(_held), cancellationToken).ConfigureAwait(false);
            if (count == 0)
                break;
            _held += count;
            if (!TakeLines())
                return false;
            if (output.UnflushedBytes > BufferBytes)
                await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        var flushed = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return !flushed.IsCompleted;
    }

    /// <summary>Writes the whole lines read so far. False when enough was written.</summary>
    private bool TakeLines()
    {
        var start = 0;
        for (var end = _line.AsSpan(0, _held).IndexOf((byte)'\n'); end >= 0;)
        {
            if (!_formatter.Write(_line.AsSpan(start, end), output))
                return false;
            start += end + 1;
            end = _line.AsSpan(start, _held - start).IndexOf((byte)'\n');
        }

        _line.AsSpan(start, _held - start).CopyTo(_line);
        _held -= start;
        return true;
    }

    private static Task<bool> HasMoreAsync(FileStream file, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<bool>(cancellationToken) : Task.FromResult(file.Length > file.Position);

    /// <summary>A log of a container that is being started may not be there yet.</summary>
    private async Task<FileStream?> OpenAsync(CancellationToken cancellationToken)
    {
        while (!File.Exists(path))
        {
            if (!options.Follow || !isRunning())
                return null;
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken).ConfigureAwait(false);
        }

        return Open(path);
    }

    /// <summary>The name stands for another file than the one that is open: one that is shorter than what was read.</summary>
    private bool IsRotated(FileStream file) => File.Exists(path) && new FileInfo(path).Length < file.Position;

    private async Task<FileStream> ReopenAsync(FileStream former, CancellationToken cancellationToken)
    {
        var fresh = await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (fresh is null)
            return former;
        await former.DisposeAsync().ConfigureAwait(false);
        return fresh;
    }

    private void Watch()
    {
        var directory = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(directory))
            return;
        _watcher = new FileSystemWatcher(directory) { NotifyFilter = NotifyFilters.Size | NotifyFilters.FileName | NotifyFilters.LastWrite };
        _watcher.Changed += (_, _) => Wake();
        _watcher.Created += (_, _) => Wake();
        _watcher.EnableRaisingEvents = true;
    }

    private void Wake()
    {
        try
        {
            if (_changed.CurrentCount == 0)
                _changed.Release();
        }
        catch (ObjectDisposedException)
        {
            // A last event after the end.
        }
    }
}

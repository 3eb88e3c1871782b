using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Tiphys.Host.Logging;

/// <summary>
/// Writes the program's log to a file, or to standard error if there is none: a line per message, written by one task, the file
/// renamed to <c>.1</c> when it passes <see cref="RotateAt"/>.
/// </summary>
public sealed class FileLoggerProvider : ILoggerProvider, IAsyncDisposable
{
    /// <summary>Bytes after which the file is rotated; two are kept.</summary>
    public const long RotateAt = 32 << 20;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(16384) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly string? _path;
    private readonly TimeProvider _time;
    private readonly LogLevel _level;
    private readonly Task _writing;

    public FileLoggerProvider(string? path, LogLevel level, TimeProvider time)
    {
        _path = path;
        _time = time;
        _level = level;
        if (path is not null)
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _writing = Task.Run(WriteAsync);
    }

    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName.Replace("Tiphys.", "", StringComparison.Ordinal));

    public void Dispose() => _lines.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _writing.ConfigureAwait(false);
    }

    internal bool IsEnabled(LogLevel level) => level >= _level && level != LogLevel.None;

    internal void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var letter = level switch { LogLevel.Critical or LogLevel.Error => 'E', LogLevel.Warning => 'W', LogLevel.Information => 'I', _ => 'D' };
        var failure = exception is null ? "" : level >= LogLevel.Error ? $" {exception}" : $" {exception.GetType().Name}: {exception.Message}";
        _lines.Writer.TryWrite($"{_time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {letter} {category}: {message}{failure}");
    }

    private async Task WriteAsync()
    {
        var writer = Open();
        var written = _path is null ? 0 : new FileInfo(_path).Length;
        while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_lines.Reader.TryRead(out var line))
            {
                await writer.WriteLineAsync(line).ConfigureAwait(false);
                written += line.Length + 1;
            }

            await writer.FlushAsync().ConfigureAwait(false);
            if (_path is null || written < RotateAt)
                continue;
            await writer.DisposeAsync().ConfigureAwait(false);
            File.Move(_path, _path + ".1", overwrite: true);
            writer = Open();
            written = 0;
        }

        await writer.DisposeAsync().ConfigureAwait(false);
    }

    private StreamWriter Open() => new(_path is null ? Console.OpenStandardError() : new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
}

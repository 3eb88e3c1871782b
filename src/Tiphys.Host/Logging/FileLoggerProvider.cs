using System.Text;
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

    private const int LongestWrite = 64 << 10;
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
        var text = new StringBuilder();
        while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            text.Clear();
            while (text.Length < LongestWrite && _lines.Reader.TryRead(out var line))
                text.Append(line).Append('\n');
            try
            {
                await AppendAsync(Encoding.UTF8.GetBytes(text.ToString())).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // A full disk costs these lines, not the server; the next ones try again.
            }
        }
    }

    private async Task AppendAsync(byte[] lines)
    {
        if (_path is not null && File.Exists(_path) && new FileInfo(_path).Length >= RotateAt)
            File.Move(_path, _path + ".1", overwrite: true);
        await using var stream = _path is null ? Console.OpenStandardError() : new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        await stream.WriteAsync(lines).ConfigureAwait(false);
    }
}

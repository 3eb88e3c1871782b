using Microsoft.Extensions.Logging;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Configuration;

namespace Tiphys.Host.Server.Security;

/// <summary>A configuration file that is read again when it changes; one that is wrong leaves what held before, with an error in the log.</summary>
internal sealed partial class ReloadedFile<T>
    where T : class
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly string _path;
    private readonly Func<byte[], T> _parse;
    private byte[] _last;

    /// <exception cref="FormatException">The file is wrong to begin with.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ReloadedFile(string path, Func<byte[], T> parse)
    {
        (_path, _parse, _last) = (path, parse, File.ReadAllBytes(path));
        Value = new(parse(_last));
    }

    public Reloadable<T> Value { get; }

    /// <summary>Looks at the file every few seconds.</summary>
    public async Task RunAsync(TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Look(logger);
        }
    }

    /// <summary>Takes over what the file says if it has changed.</summary>
    internal void Look(ILogger logger)
    {
        try
        {
            var now = File.ReadAllBytes(_path);
            if (now.AsSpan().SequenceEqual(_last))
                return;
            _last = now;
            Value.Replace(_parse(now));
            LogTaken(logger, _path);
        }
        catch (Exception e) when (e is FormatException or DocFormatException or IOException or UnauthorizedAccessException)
        {
            LogRefused(logger, _path, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path} has changed and holds from now on")]
    private static partial void LogTaken(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} has changed and cannot be taken over, what held before goes on: {Error}")]
    private static partial void LogRefused(ILogger logger, string path, string error);
}

using System.Globalization;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Audit;

/// <summary>Writes events as JSON lines and puts the file aside when it is full.</summary>
public sealed class AuditLogFile(AuditLogOptions options, TimeProvider time) : IAuditSink
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string TimeFormat = "yyyy-MM-dd'T'HH-mm-ss.fff";
    private FileStream? _file;

    public async ValueTask WriteAsync(IReadOnlyList<DocObject> events, CancellationToken cancellationToken)
    {
        var lines = AuditLines.Of(events);
        try
        {
            var file = Open(lines.Length);
            await file.WriteAsync(lines, cancellationToken).ConfigureAwait(false);
            await file.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // A full disk must not stop the API; the next write tries again with a fresh handle.
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
            await _file.DisposeAsync().ConfigureAwait(false);
        _file = null;
    }

    private FileStream Open(int coming)
    {
        if (_file is not null && _file.Length > 0 && _file.Length + coming > options.MaxBytes)
        {
            _file.Dispose();
            _file = null;
            PutAside();
        }

        if (_file is not null)
            return _file;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(options.Path))!, OwnerOnly | UnixFileMode.UserExecute);
        return _file = new FileStream(options.Path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = OwnerOnly,
            Options = FileOptions.Asynchronous,
        });
    }

    private void PutAside()
    {
        var (stem, extension) = Parts();
        File.Move(options.Path, $"{stem}-{time.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture)}{extension}", overwrite: true);
        var aside = Directory.GetFiles(System.IO.Path.GetDirectoryName(stem)!, $"{System.IO.Path.GetFileName(stem)}-*{extension}").OrderDescending(StringComparer.Ordinal).ToArray();
        for (var i = 0; i < aside.Length; i++)
        {
            var isOld = options.MaxAge > TimeSpan.Zero && time.GetUtcNow() - TimeOf(aside[i], stem, extension) > options.MaxAge;
            if (isOld || (options.MaxBackups > 0 && i >= options.MaxBackups))
                File.Delete(aside[i]);
        }
    }

    private static DateTimeOffset TimeOf(string path, string stem, string extension) =>
        DateTimeOffset.TryParseExact(path[(stem.Length + 1)..^extension.Length], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : DateTimeOffset.MaxValue;

    private (string Stem, string Extension) Parts()
    {
        var path = System.IO.Path.GetFullPath(options.Path);
        var extension = System.IO.Path.GetExtension(path);
        return (path[..^extension.Length], extension);
    }
}

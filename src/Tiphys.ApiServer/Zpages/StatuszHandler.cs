using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Zpages;

/// <summary>Answers /statusz: since when the server runs, what it is, where else to look.</summary>
internal sealed class StatuszHandler(VersionInfo version, TimeProvider time, IReadOnlyList<string> paths) : IRequestHandler
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    private string Binary => version.GitVersion.TrimStart('v').Split('+')[0];

    private string Emulated => $"{version.Major}.{version.Minor}";

    private TimeSpan Uptime => time.GetUtcNow() - _started;

    public Task HandleAsync(RequestContext context) => ZpageResponder.WriteAsync(context, "Statusz", Fields, Text);

    private DocObject Fields() => new()
    {
        { "startTime", _started.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) },
        { "uptimeSeconds", (long)Uptime.TotalSeconds },
        { "goVersion", VersionInfo.GoVersion },
        { "binaryVersion", Binary },
        { "emulationVersion", Emulated },
        { "paths", new DocArray(paths.Select(path => (DocNode)path)) },
    };

    private string Text() => string.Create(CultureInfo.InvariantCulture, $"""

        Started: {_started.UtcDateTime:ddd MMM d HH:mm:ss} UTC {_started.Year}
        Up: {(int)Uptime.TotalHours} hr {Uptime.Minutes:00} min {Uptime.Seconds:00} sec
        Go version: {VersionInfo.GoVersion}
        Binary version: {Binary}
        Emulation version: {Emulated}
        Paths: {string.Join(' ', paths)}

        """);
}

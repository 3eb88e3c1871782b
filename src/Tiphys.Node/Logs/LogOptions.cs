using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Tiphys.Node.Logs;

/// <summary>What of a container's log is asked for (PodLogOptions).</summary>
internal sealed record LogOptions
{
    public bool Follow { get; init; }

    public bool Previous { get; init; }

    public bool Timestamps { get; init; }

    /// <summary>Only the last lines; null for all.</summary>
    public long? TailLines { get; init; }

    /// <summary>Only lines from then on; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>No more bytes than this; null for no bound.</summary>
    public long? LimitBytes { get; init; }

    /// <summary>Null for both streams.</summary>
    public bool? IsError { get; init; }

    /// <exception cref="FormatException">A number or time is none.</exception>
    public static LogOptions Parse(IQueryCollection query, DateTimeOffset now) => new()
    {
        Follow = Is(query, "follow"),
        Previous = Is(query, "previous"),
        Timestamps = Is(query, "timestamps"),
        TailLines = Number(query, "tailLines") ?? (query["tail"].ToString() is "" or "all" ? null : Number(query, "tail")),
        LimitBytes = Number(query, "limitBytes"),
        Since = Number(query, "sinceSeconds") is { } seconds ? now.AddSeconds(-seconds)
            : query["sinceTime"].ToString() is { Length: > 0 } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : null,
        IsError = query["stream"].ToString() switch { "Stdout" => false, "Stderr" => true, _ => null },
    };

    private static bool Is(IQueryCollection query, string name) => query[name].ToString() is "1" or "true";

    private static long? Number(IQueryCollection query, string name) =>
        query[name].ToString() is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}

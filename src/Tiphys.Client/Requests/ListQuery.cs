using System.Globalization;

namespace Tiphys.Client.Requests;

/// <summary>What a list or watch asks for; everything left out means what the API says it means.</summary>
public sealed record ListQuery
{
    public static ListQuery All { get; } = new();

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    public string? ResourceVersion { get; init; }

    public string? ResourceVersionMatch { get; init; }

    /// <summary>Most items of one answer; 0 for no bound.</summary>
    public int Limit { get; init; }

    public string? Continue { get; init; }

    /// <summary>Watch only: the server ends the stream after so many seconds; 0 leaves it to the server.</summary>
    public int TimeoutSeconds { get; init; }

    /// <summary>Watch only: ask for bookmarks.</summary>
    public bool Bookmarks { get; init; }

    /// <summary>Watch only: begin with what exists and mark the end of it with a bookmark (KEP-3157).</summary>
    public bool SendInitialEvents { get; init; }

    internal void AppendTo(QueryString query)
    {
        query.Add("labelSelector", LabelSelector);
        query.Add("fieldSelector", FieldSelector);
        query.Add("resourceVersion", ResourceVersion);
        query.Add("resourceVersionMatch", ResourceVersionMatch);
        query.Add("continue", Continue);
        query.Add("limit", Limit > 0 ? Limit.ToString(CultureInfo.InvariantCulture) : null);
        query.Add("timeoutSeconds", TimeoutSeconds > 0 ? TimeoutSeconds.ToString(CultureInfo.InvariantCulture) : null);
        query.Add("allowWatchBookmarks", Bookmarks ? "true" : null);
        query.Add("sendInitialEvents", SendInitialEvents ? "true" : null);
    }
}

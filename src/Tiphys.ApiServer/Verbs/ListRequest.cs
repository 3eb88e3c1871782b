using System.Globalization;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Selecting;

namespace Tiphys.ApiServer.Verbs;

/// <summary>The options of a list or watch, checked against one another as upstream does.</summary>
internal sealed record ListRequest
{
    public required Selection Selection { get; init; }

    /// <summary>The revision that was asked for; null if none was.</summary>
    public long? Revision { get; init; }

    /// <summary>Exact, NotOlderThan, or empty.</summary>
    public string Match { get; init; } = "";

    /// <summary>0 for no limit.</summary>
    public int Limit { get; init; }

    public string Continue { get; init; } = "";

    public bool? SendInitialEvents { get; init; }

    public bool AllowBookmarks { get; init; }

    /// <exception cref="ApiException">400 or 422: an option cannot be read or does not fit another.</exception>
    public static ListRequest Of(RequestContext context, ResourceInfo resource)
    {
        var query = context.Info.Query;
        var request = new ListRequest
        {
            Selection = Selection.Of(context, resource),
            Revision = ReadRevision(query.Get("resourceVersion")),
            Match = query.Get("resourceVersionMatch"),
            Limit = (int)Math.Clamp(query.GetInt64("limit") ?? 0, 0, int.MaxValue),
            Continue = query.Get("continue"),
            SendInitialEvents = query.Has("sendInitialEvents") ? query.GetBool("sendInitialEvents") : null,
            AllowBookmarks = query.GetBool("allowWatchBookmarks"),
        };
        request.Check(context.Info.Verb == "watch");
        return request;
    }

    private static long? ReadRevision(string text)
    {
        if (text.Length == 0)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : throw ApiException.Invalid("meta.k8s.io", "ListOptions", "", [new("FieldValueInvalid", $"Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax", "resourceVersion")]);
    }

    private void Check(bool watch)
    {
        if (SendInitialEvents is not null)
            CheckInitialEvents(watch);
        else if (watch && Match.Length > 0)
            throw Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        if (Match.Length > 0 && !watch)
            CheckMatch();
        if (Continue.Length > 0 && Revision is > 0)
            throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
    }

    private void CheckMatch()
    {
        if (Continue.Length > 0)
            throw Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
        if (Revision is null)
            throw Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided");
        if (Match is not ("Exact" or "NotOlderThan"))
            throw Unsupported(Match, "\"Exact\", \"NotOlderThan\"");
        if (Match == "Exact" && Revision == 0)
            throw Forbidden("resourceVersionMatch", "resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\"");
    }

    private void CheckInitialEvents(bool watch)
    {
        if (!watch)
            throw Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        if (Match.Length == 0)
            throw Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        if (Match != "NotOlderThan")
            throw Unsupported(Match, "\"NotOlderThan\"");
    }

    private static ApiException Unsupported(string match, string supported) => ApiException.Invalid(
        "meta.k8s.io",
        "ListOptions",
        "",
        [new("FieldValueNotSupported", $"Unsupported value: \"{match}\": supported values: {supported}", "resourceVersionMatch")]);

    private static ApiException Forbidden(string field, string why) =>
        ApiException.Invalid("meta.k8s.io", "ListOptions", "", [new("FieldValueForbidden", $"Forbidden: {why}", field)]);
}

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

    /// <summary>A watch begins with what is there: if that was asked for, and by default if no revision was given.</summary>
    public bool SendsInitialEvents => SendInitialEvents ?? Revision is null or 0;

    /// <exception cref="ApiException">400 or 422: an option cannot be read or does not fit another.</exception>
    public static ListRequest Of(RequestContext context, ResourceInfo resource)
    {
        var query = context.Info.Query;
        var limit = (int)Math.Clamp(query.GetInt64("limit") ?? 0, 0, int.MaxValue);
        var from = query.Get("continue");
        var revision = query.Get("resourceVersion");
        if (from.Length > 0 && revision.Length > 0 && query.Get("resourceVersionMatch").Length == 0 && !IsRevision(revision))
            throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
        var request = new ListRequest
        {
            Selection = Selection.Of(context, resource),
            Revision = ReadRevision(revision),
            Match = query.Get("resourceVersionMatch"),
            Limit = limit,
            Continue = from,
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
        return IsRevision(text)
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : throw ApiException.BadRequest(
                $"invalid resource version: resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
    }

    private static bool IsRevision(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private void Check(bool watch)
    {
        var causes = (watch ? WatchCauses() : ListCauses()).ToArray();
        if (causes.Length > 0)
            throw ApiException.Invalid("meta.k8s.io", "ListOptions", "", causes);
        if (Continue.Length > 0 && Revision is > 0)
            throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
    }

    private IEnumerable<StatusCause> ListCauses()
    {
        if (Match.Length > 0)
        {
            if (Revision is null)
                yield return MatchForbidden("resourceVersionMatch is forbidden unless resourceVersion is provided");
            if (Continue.Length > 0)
                yield return MatchForbidden("resourceVersionMatch is forbidden when continue is provided");
            if (Match is not ("Exact" or "NotOlderThan"))
                yield return Unsupported("\"Exact\", \"NotOlderThan\", \"\"");
            if (Match == "Exact" && Revision == 0)
                yield return MatchForbidden("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }

        if (SendInitialEvents is not null)
            yield return new("FieldValueForbidden", "Forbidden: sendInitialEvents is forbidden for list", "sendInitialEvents");
    }

    private IEnumerable<StatusCause> WatchCauses()
    {
        if (SendInitialEvents is not null && Match != "NotOlderThan")
            yield return MatchForbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        if (Match.Length == 0)
            yield break;
        if (SendInitialEvents is null)
            yield return MatchForbidden("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        if (Match != "NotOlderThan")
            yield return Unsupported("\"NotOlderThan\"");
        if (Continue.Length > 0)
            yield return MatchForbidden("resourceVersionMatch is forbidden when continue is provided");
    }

    private StatusCause Unsupported(string supported) =>
        new("FieldValueNotSupported", $"Unsupported value: \"{Match}\": supported values: {supported}", "resourceVersionMatch");

    private static StatusCause MatchForbidden(string why) => new("FieldValueForbidden", $"Forbidden: {why}", "resourceVersionMatch");
}

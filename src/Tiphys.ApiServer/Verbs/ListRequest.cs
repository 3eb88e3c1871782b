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
        var watch = context.Info.Verb == "watch";
        var revision = query.Get("resourceVersion");
        query.GetInt64("timeoutSeconds");
        var request = new ListRequest
        {
            Selection = Selection.Of(context, resource),
            Match = query.Get("resourceVersionMatch"),
            Limit = (int)Math.Clamp(query.GetInt64("limit") ?? 0, 0, int.MaxValue),
            Continue = query.Get("continue"),
            SendInitialEvents = query.Has("sendInitialEvents") ? query.GetBool("sendInitialEvents") : null,
            AllowBookmarks = query.GetBool("allowWatchBookmarks"),
        };
        var causes = (watch ? request.WatchCauses() : request.ListCauses(revision)).ToArray();
        if (causes.Length > 0)
            throw ApiException.Invalid("meta.k8s.io", "ListOptions", "", causes);
        if (request.Continue.Length > 0 && !watch)
        {
            _ = ContinueToken.Decode(request.Continue, request.Selection.KeyPrefix);
            if (revision is not ("" or "0"))
                throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
        }

        return request with { Revision = ReadRevision(revision, watch) };
    }

    /// <summary>What cannot be read is the client's fault in a list and, with upstream, the server's in a watch.</summary>
    private static long? ReadRevision(string text, bool watch)
    {
        if (text.Length == 0)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            return revision;
        var wrong = $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax";
        throw watch ? new ApiException(500, "", wrong) : ApiException.BadRequest($"invalid resource version: {wrong}");
    }

    private IEnumerable<StatusCause> ListCauses(string revision)
    {
        if (Match.Length > 0)
        {
            if (revision.Length == 0)
                yield return MatchForbidden("resourceVersionMatch is forbidden unless resourceVersion is provided");
            if (Continue.Length > 0)
                yield return MatchForbidden("resourceVersionMatch is forbidden when continue is provided");
            if (Match is not ("Exact" or "NotOlderThan"))
                yield return Unsupported("\"Exact\", \"NotOlderThan\", \"\"");
            if (Match == "Exact" && revision == "0")
                yield return MatchForbidden("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }

        if (SendInitialEvents is not null)
            yield return new("FieldValueForbidden", "Forbidden: sendInitialEvents is forbidden for list", "sendInitialEvents");
    }

    private IEnumerable<StatusCause> WatchCauses()
    {
        if (SendInitialEvents is not null && Match != "NotOlderThan")
            yield return MatchForbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        if (Match.Length > 0 && SendInitialEvents is null)
            yield return MatchForbidden("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        if (Match is not ("" or "NotOlderThan"))
            yield return Unsupported("\"NotOlderThan\"");
        if (Continue.Length > 0)
            yield return MatchForbidden("resourceVersionMatch is forbidden when continue is provided");
    }

    private StatusCause Unsupported(string supported) =>
        new("FieldValueNotSupported", $"Unsupported value: \"{Match}\": supported values: {supported}", "resourceVersionMatch");

    private static StatusCause MatchForbidden(string why) => new("FieldValueForbidden", $"Forbidden: {why}", "resourceVersionMatch");
}

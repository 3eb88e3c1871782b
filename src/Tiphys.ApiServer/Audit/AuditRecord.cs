using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Audit;

/// <summary>What is known of one request, written as an audit.k8s.io/v1 Event at each stage.</summary>
internal sealed class AuditRecord
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const int LongestUserAgent = 1024;
    private readonly RequestContext _context;
    private readonly AuditDecision _decision;
    private readonly UserInfo _user;
    private readonly DocObject _head;

    public AuditRecord(RequestContext context, AuditDecision decision, DateTimeOffset received)
    {
        (_context, _decision, _user) = (context, decision, context.User);
        var request = context.Http.Request;
        Id = AuditId.Of(context.Http);
        _head = new DocObject
        {
            { "kind", "Event" },
            { "apiVersion", "audit.k8s.io/v1" },
            { "level", decision.Level.ToString() },
            { "auditID", Id },
            { "stage", "" },
            { "requestURI", request.Path.ToUriComponent() + request.QueryString.ToUriComponent() },
            { "verb", context.Info.Verb },
            { "user", UserInfoDocument.Write(_user) },
            { "sourceIPs", new DocArray(SourcesOf(context.Http).Select(address => (DocNode)address)) },
            { "userAgent", Cut(request.Headers.UserAgent.ToString()) },
            { "requestReceivedTimestamp", Format(received) },
        };
    }

    /// <summary>The request's id, told in the Audit-Id header.</summary>
    public string Id { get; }

    /// <param name="error">What the client is told instead of an answer; null if it was answered.</param>
    public DocObject Event(AuditStage stage, DateTimeOffset now, ApiException? error)
    {
        var made = _head.Clone();
        made["stage"] = stage.ToString();
        made["stageTimestamp"] = Format(now);
        if (!ReferenceEquals(_context.User, _user))
            made["impersonatedUser"] = UserInfoDocument.Write(_context.User);
        if (_context.ImpersonationConstraint.Length > 0)
            made["authenticationMetadata"] = new DocObject { { "impersonationConstraint", _context.ImpersonationConstraint } };
        if (_context.Info.IsResourceRequest)
            made["objectRef"] = Reference();
        if (stage == AuditStage.RequestReceived)
            return made;
        made["responseStatus"] = StatusOf(error);
        if (_decision.Level >= AuditLevel.Request && _context.RequestObject is { } body)
            made["requestObject"] = Shown(body);
        if (_decision.Level == AuditLevel.RequestResponse && stage == AuditStage.ResponseComplete)
            made["responseObject"] = error?.ToStatus() ?? ResponseObject();
        if (_context.AuditAnnotations.Count > 0)
            made["annotations"] = Annotations();
        return made;
    }

    private DocObject Reference()
    {
        var info = _context.Info;
        var made = new DocObject { { "resource", info.Resource } };
        foreach (var (name, value) in new[]
        {
            ("namespace", info.Namespace), ("name", _context.ObjectName), ("apiGroup", info.Group), ("apiVersion", info.Version), ("subresource", info.Subresource),
        })
        {
            if (value.Length > 0)
                made[name] = value;
        }

        return made;
    }

    private DocObject StatusOf(ApiException? error)
    {
        var made = new DocObject { { "metadata", new DocObject() } };
        if (error is not null)
        {
            made["status"] = "Failure";
            made["message"] = error.Message;
            if (error.Reason.Length > 0)
                made["reason"] = error.Reason;
        }

        made["code"] = error?.Code ?? _context.Http.Response.StatusCode;
        return made;
    }

    private DocNode? ResponseObject()
    {
        try
        {
            return _context.ResponseObject.IsEmpty ? null : Shown(DocReader.Parse(_context.ResponseObject));
        }
        catch (DocFormatException)
        {
            // Not JSON: logs, tables in other encodings. There is no object to show.
            return null;
        }
    }

    private DocNode Shown(DocNode node)
    {
        if (!_decision.OmitManagedFields || node is not DocObject document)
            return node;
        var shown = document.Clone();
        foreach (var one in shown.GetArray("items")?.Objects().Append(shown) ?? [shown])
            one.GetObject("metadata")?.Remove("managedFields");
        return shown;
    }

    private DocObject Annotations()
    {
        var made = new DocObject();
        foreach (var (key, value) in _context.AuditAnnotations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            made[key] = value;
        return made;
    }

    private static IEnumerable<string> SourcesOf(HttpContext http)
    {
        var remote = http.Connection.RemoteIpAddress?.ToString();
        var told = http.Request.Headers["X-Forwarded-For"].SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(text => System.Net.IPAddress.TryParse(text, out _)).Take(16);
        return remote is null ? told : told.Append(remote).Distinct();
    }

    private static string Cut(string text) => text.Length > LongestUserAgent ? text[..LongestUserAgent] + "...TRUNCATED" : text;

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}

using Microsoft.AspNetCore.Http;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authorization;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>One request on its way through the pipeline: what was asked, by whom, and what filters have noted about it.</summary>
public sealed class RequestContext(HttpContext http, RequestInfo info)
{
    private AuthorizationAttributes? _attributes;
    private UserInfo _user = UserInfo.Anonymous;
    private List<string>? _warnings;
    private Dictionary<string, string>? _auditAnnotations;

    public HttpContext Http { get; } = http;

    public RequestInfo Info { get; } = info;

    /// <summary>Set when the client has gone or the request's time is over.</summary>
    public CancellationToken Aborted { get; internal set; } = http.RequestAborted;

    /// <summary>Who asks; impersonation replaces it.</summary>
    public UserInfo User
    {
        get => _user;
        set
        {
            _user = value;
            _attributes = null;
        }
    }

    /// <summary>The verb by which constrained impersonation was allowed, for audit; empty if there was none.</summary>
    public string ImpersonationConstraint { get; set; } = "";

    /// <summary>The request as authorization sees it, for the present <see cref="User"/>.</summary>
    public AuthorizationAttributes Attributes => _attributes ??= MakeAttributes();

    /// <summary>Texts for Warning headers.</summary>
    public List<string> Warnings => _warnings ??= [];

    public bool HasWarnings => _warnings is { Count: > 0 };

    /// <summary>What admission and authorization want the audit event to say.</summary>
    public Dictionary<string, string> AuditAnnotations => _auditAnnotations ??= [];

    /// <summary>Set by audit before dispatch: what authorization decides is to be noted.</summary>
    public bool IsAudited { get; set; }

    /// <summary>Set by audit before dispatch: request and response objects are to be kept for it.</summary>
    public bool KeepBodies { get; set; }

    /// <summary>The decoded request body, if <see cref="KeepBodies"/> is set and there was one.</summary>
    public DocNode? RequestObject { get; set; }

    /// <summary>The response's object as JSON, if <see cref="KeepBodies"/> is set and it is one object; empty otherwise.</summary>
    public ReadOnlyMemory<byte> ResponseObject { get; set; }

    /// <summary>The name of the object that was made, for requests whose path has none.</summary>
    public string ObjectName { get; set; } = info.Name;

    private AuthorizationAttributes MakeAttributes() => new()
    {
        User = _user,
        Verb = Info.Verb,
        IsResourceRequest = Info.IsResourceRequest,
        Group = Info.Group,
        Version = Info.Version,
        Resource = Info.Resource,
        Subresource = Info.Subresource,
        Namespace = Info.Namespace,
        Name = Info.Name,
        Path = Info.Path,
        FieldSelector = Info.Verb is "list" or "watch" or "deletecollection" ? Info.Query.Get("fieldSelector") : "",
        LabelSelector = Info.Verb is "list" or "watch" or "deletecollection" ? Info.Query.Get("labelSelector") : "",
    };
}

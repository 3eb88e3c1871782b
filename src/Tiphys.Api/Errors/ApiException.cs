using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Errors;

/// <summary>An answer that is a metav1.Status failure. The one error family of the API; mapped to HTTP only at the edge.</summary>
public sealed class ApiException : Exception
{
    public ApiException(int code, string reason, string message)
        : base(message)
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>The HTTP status code.</summary>
    public int Code { get; }

    /// <summary>A <see cref="StatusReason"/>; empty where upstream has none.</summary>
    public string Reason { get; }

    /// <summary>details.group and details.kind (upstream puts the resource's plural there for most errors, the kind for Invalid).</summary>
    public string? DetailsGroup { get; init; }

    /// <summary>Empty where upstream says details without anything in them.</summary>
    public string? DetailsKind { get; init; }

    public string? DetailsName { get; init; }

    public string? DetailsUid { get; init; }

    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    /// <summary>Seconds after which the client may try again; also sent as Retry-After. 0 for none.</summary>
    public int RetryAfterSeconds { get; init; }

    /// <summary>metadata.continue of a 410 for a list: with it the client gets the rest of the list, though not of one moment.</summary>
    public string? ContinueToken { get; init; }

    public static ApiException BadRequest(string message) => new(400, StatusReason.BadRequest, message);

    public static ApiException Unauthorized() => new(401, StatusReason.Unauthorized, "Unauthorized");

    public static ApiException Forbidden(GroupResource resource, string name, string message) => new(
        403,
        StatusReason.Forbidden,
        name.Length == 0 ? $"{resource} is forbidden: {message}" : $"{resource} \"{name}\" is forbidden: {message}")
    {
        DetailsGroup = resource.Group,
        DetailsKind = resource.Resource,
        DetailsName = name,
    };

    public static ApiException NotFound(GroupResource resource, string name) => new(404, StatusReason.NotFound, $"{resource} \"{name}\" not found")
    {
        DetailsGroup = resource.Group,
        DetailsKind = resource.Resource,
        DetailsName = name,
    };

    /// <summary>404 for a path that nothing serves.</summary>
    public static ApiException NoSuchPath() => new(404, StatusReason.NotFound, "the server could not find the requested resource");

    public static ApiException AlreadyExists(GroupResource resource, string name) => new(409, StatusReason.AlreadyExists, $"{resource} \"{name}\" already exists")
    {
        DetailsGroup = resource.Group,
        DetailsKind = resource.Resource,
        DetailsName = name,
    };

    public static ApiException Conflict(GroupResource resource, string name, string message) => new(
        409,
        StatusReason.Conflict,
        $"Operation cannot be fulfilled on {resource} \"{name}\": {message}")
    {
        DetailsGroup = resource.Group,
        DetailsKind = resource.Resource,
        DetailsName = name,
    };

    /// <summary>422 with every field error; the message lists them as upstream does.</summary>
    public static ApiException Invalid(string group, string kind, string name, IReadOnlyList<StatusCause> causes)
    {
        var list = causes.Select(cause => $"{cause.Field}: {cause.Message}").Distinct().ToArray();
        var detail = list.Length == 1 ? list[0] : $"[{string.Join(", ", list)}]";
        var qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        return new(422, StatusReason.Invalid, $"{qualified} \"{name}\" is invalid: {detail}")
        {
            DetailsGroup = group,
            DetailsKind = kind,
            DetailsName = name,
            Causes = causes,
        };
    }

    public static ApiException MethodNotAllowed(string message) => new(405, StatusReason.MethodNotAllowed, message) { DetailsKind = "" };

    public static ApiException Expired(string message) => new(410, StatusReason.Expired, message);

    public static ApiException TooManyRequests(string message, int retryAfterSeconds) => new(429, StatusReason.TooManyRequests, message)
    {
        RetryAfterSeconds = retryAfterSeconds,
    };

    public static ApiException Internal(string message) => new(500, StatusReason.InternalError, $"Internal error occurred: {message}");

    /// <summary>The metav1.Status document of this error.</summary>
    public DocObject ToStatus()
    {
        var status = new DocObject
        {
            { "kind", "Status" },
            { "apiVersion", "v1" },
            { "metadata", ContinueToken is null ? new DocObject() : new DocObject { { "continue", ContinueToken } } },
            { "status", "Failure" },
            { "message", Message },
        };
        if (Reason.Length > 0)
            status["reason"] = Reason;
        var details = new DocObject();
        if (!string.IsNullOrEmpty(DetailsName))
            details["name"] = DetailsName;
        if (!string.IsNullOrEmpty(DetailsGroup))
            details["group"] = DetailsGroup;
        if (!string.IsNullOrEmpty(DetailsKind))
            details["kind"] = DetailsKind;
        if (!string.IsNullOrEmpty(DetailsUid))
            details["uid"] = DetailsUid;
        if (Causes.Count > 0)
            details["causes"] = new DocArray(Causes.Select(CauseNode));
        if (RetryAfterSeconds > 0)
            details["retryAfterSeconds"] = RetryAfterSeconds;
        if (details.Count > 0 || DetailsKind is not null)
            status["details"] = details;
        status["code"] = Code;
        return status;
    }

    private static DocNode CauseNode(StatusCause cause)
    {
        var node = new DocObject();
        if (cause.Reason.Length > 0)
            node["reason"] = cause.Reason;
        node["message"] = cause.Message;
        if (cause.Field.Length > 0)
            node["field"] = cause.Field;
        return node;
    }
}
